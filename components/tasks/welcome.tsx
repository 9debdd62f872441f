'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { demosQuery, startDemo } from '../../lib/tasks/choices'
import { placeTask } from '../../lib/tasks/live'
import { ScriptedBadge } from '../common/scripted-badge'
import { Button } from '../ui/button'
import { useToast } from '../ui/toast'

/** The board before the first task: what Reef does, and a way to see it in half a minute without a key. */
export function Welcome() {
  const { data } = useQuery(demosQuery())
  const client = useQueryClient()
  const router = useRouter()
  const toast = useToast()
  const start = useMutation({
    mutationFn: startDemo,
    onSuccess: ({ task, run }) => {
      placeTask(client, { ...task, run: run ?? task.run })
      router.push(`/tasks/${task.id}`)
    },
    onError: error => toast({ text: error.message, tone: 'failed' }),
  })
  return (
    <div className="mx-auto w-full max-w-160 px-5 py-12">
      <h2 className="text-title">Hand out a piece of work</h2>
      <p className="mt-1 max-w-130 text-muted text-read">
        Write above what you need. An agent plans it, works with a shell, files and the web, and you see every
        step, every token and every dollar while it happens.
      </p>
      {data && data.demos.length > 0 ? (
        <section aria-label="Demos" className="mt-8">
          <h3 className="flex items-center gap-2 text-body">
            See one first <ScriptedBadge />
          </h3>
          <p className="mt-0.5 text-muted">
            No key needed: a script plays the model, but the tools really run. No total counts it.
          </p>
          <ul className="mt-3 divide-y rounded-panel border">
            {data.demos.map(demo => (
              <li key={demo.name} className="flex items-center gap-4 px-3.5 py-3">
                <div className="min-w-0 flex-1">
                  <h4 className="font-medium">{demo.title}</h4>
                  <p className="text-muted">{demo.description}</p>
                </div>
                <Button disabled={start.isPending} onClick={() => start.mutate(demo.name)}>
                  <Play size={14} strokeWidth={1.5} aria-hidden />
                  Run demo
                </Button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  )
}
