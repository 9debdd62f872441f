import Link from 'next/link'
import { buttonClass } from '../components/ui/button'
import { EmptyState } from '../components/ui/empty-state'

export default function NotFound() {
  return (
    <main className="flex min-h-dvh items-center">
      <EmptyState
        title="There is nothing at this address."
        actions={
          <Link href="/tasks" className={buttonClass('primary')}>
            Go to the tasks
          </Link>
        }
      >
        It may have been deleted, or it belongs to another workspace.
      </EmptyState>
    </main>
  )
}
