'use client'

import { useQuery } from '@tanstack/react-query'
import { Cable, Play, Plus } from 'lucide-react'
import { demosQuery } from '../../lib/tasks/choices'
import { useAllowed } from '../common/use-allowed'
import { useStartDemo } from '../common/use-start-demo'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'

/** Before the first provider: what is needed, where to get it, and what can be done without. */
export function ModelsEmpty({ mayConnect, onConnect }: { mayConnect: boolean; onConnect: () => void }) {
  return (
    <EmptyState
      icon={<Cable size={20} strokeWidth={1.5} aria-hidden />}
      title="Connect a model"
      actions={
        <>
          {mayConnect ? (
            <Button variant="primary" onClick={onConnect}>
              <Plus size={16} strokeWidth={1.5} aria-hidden />
              Connect
            </Button>
          ) : null}
          <DemoButton />
        </>
      }
    >
      {mayConnect
        ? 'Paste the key of a vendor such as OpenAI, Anthropic or OpenRouter, or give the address of a server of your own such as Ollama or vLLM. Tasks that were assigned before wait, and start then.'
        : 'Agents think with it. Ask an owner or an admin of this workspace to connect one.'}
    </EmptyState>
  )
}

function DemoButton() {
  const { data } = useQuery(demosQuery())
  const mayStart = useAllowed('task:write')
  const start = useStartDemo()
  const demo = data?.demos[0]
  if (!demo || !mayStart) return null
  return (
    <Button disabled={start.isPending} onClick={() => start.mutate(demo.name)}>
      <Play size={14} strokeWidth={1.5} aria-hidden />
      Watch a demo without a key
    </Button>
  )
}
