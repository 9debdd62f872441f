'use client'

import { AnsiText } from './ansi-text'
import { useDrafts } from './draft-context'

/** What a running tool has printed so far; the end of it stays in view. */
export function LiveOutput({ callId }: { callId: string }) {
  const output = useDrafts(state => state.tools.find(tool => tool.toolCallId === callId)?.output ?? '')
  if (output === '') return <p className="animate-pulse-slow px-3 py-2 text-meta text-muted">No output yet</p>
  return (
    <div className="flex max-h-60 flex-col-reverse overflow-auto px-3 py-2 font-mono text-meta text-muted leading-[18px]">
      <div>
        <AnsiText text={output} />
      </div>
    </div>
  )
}
