import type { Metadata } from 'next'
import { TaskPage } from './task-page'

export const metadata: Metadata = { title: 'Task' }

interface PageProps {
  params: Promise<{ taskId: string }>
  searchParams: Promise<{ run?: string | string[] }>
}

export default async function Page({ params, searchParams }: PageProps) {
  const [{ taskId }, { run }] = await Promise.all([params, searchParams])
  return <TaskPage taskId={taskId} runId={typeof run === 'string' ? run : null} />
}
