'use client'

import { useState } from 'react'
import type { ToolCallState } from '../../lib/runs/run-state'
import { CallRow } from './call-row'
import { useRunState } from './run-context'

/** So many are shown at once; the others after a click. */
const shownFirst = 12

/** The tools that a script has called, each as it deserves. */
export function NestedCalls({ call }: { call: ToolCallState }) {
  const calls = useRunState().toolCalls
  const [all, setAll] = useState(false)
  const [open, setOpen] = useState<string | null>(null)
  const made = (call.nested ?? []).flatMap(id => calls[id] ?? [])
  if (made.length === 0) return null
  const hidden = all ? 0 : Math.max(0, made.length - shownFirst)
  return (
    <section aria-label="Calls of the script" className="border-b px-3 py-1">
      <ul>
        {made.slice(0, made.length - hidden).map(one => (
          <li key={one.callId}>
            <CallRow
              call={one}
              figures={null}
              scripted={false}
              open={open === one.callId}
              onToggle={() => setOpen(open === one.callId ? null : one.callId)}
            />
          </li>
        ))}
      </ul>
      {hidden > 0 ? (
        <button
          type="button"
          onClick={() => setAll(true)}
          className="h-8 text-meta text-muted hover:text-ink max-md:h-10"
        >
          Show {hidden} more
        </button>
      ) : null}
    </section>
  )
}
