'use client'

import { useQuery } from '@tanstack/react-query'
import { Play } from 'lucide-react'
import { demosQuery } from '../../lib/tasks/choices'
import { ScriptedBadge } from '../common/scripted-badge'
import { useStartDemo } from '../common/use-start-demo'
import { Button } from '../ui/button'

/** Until the first task of one's own: what Reef does, and a way to see it in half a minute without a key. */
export function Welcome() {
  const { data } = useQuery(demosQuery())
  const start = useStartDemo()
  return (
    <section aria-label="First steps" className="shrink-0 px-5 pt-1 pb-4 max-md:px-4">
      <h2 className="text-lead">Hand out a piece of work</h2>
      <p className="mt-0.5 max-w-[78ch] text-muted">
        Write above what you need. An agent plans it, works with a shell, files and the web, and you see every
        step, every token and every dollar while it happens.
      </p>
      {data && data.demos.length > 0 ? (
        <>
          <h3 className="mt-4 flex flex-wrap items-center gap-x-2 text-body">
            See one first <ScriptedBadge />
            <span className="font-normal text-muted">
              No key needed: a script plays the model, the tools really run, and no total counts it.
            </span>
          </h3>
          <ul aria-label="Demos" className="mt-2 grid gap-3 lg:grid-cols-2">
            {data.demos.map(demo => (
              <li key={demo.name} className="flex items-center gap-4 rounded-panel border px-3.5 py-2.5">
                <div className="min-w-0 flex-1">
                  <h4 className="font-medium">{demo.title}</h4>
                  <p className="line-clamp-2 text-muted">{demo.instructions}</p>
                </div>
                <Button
                  aria-label={`Run demo: ${demo.title}`}
                  disabled={start.isPending}
                  onClick={() => start.mutate(demo.name)}
                >
                  <Play size={14} strokeWidth={1.5} aria-hidden />
                  Run demo
                </Button>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  )
}
