'use client'

import { ChevronRight } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { isEnded } from '../../lib/runs/rules'
import type { RunState } from '../../lib/runs/run-state'
import { Skeleton } from '../ui/skeleton'

const WhatIfPanel = dynamic(() => import('./what-if-panel').then(module => module.WhatIfPanel), {
  loading: () => <Skeleton className="mt-2 h-40 rounded-control" />,
})

/** Offered once the run is over; the reckoning begins when it is opened. */
export function WhatIfSection({ state }: { state: RunState }) {
  const [open, setOpen] = useState(false)
  if (!isEnded(state.status) || (state.model?.scripted ?? false) || state.steps.length === 0) return null
  return (
    <section aria-label="What if" className="mt-5">
      <h2 className="text-body">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="-ml-1 flex min-h-7 items-center gap-1 rounded-control pr-2 hover:bg-hover max-md:min-h-9"
        >
          <ChevronRight
            size={16}
            strokeWidth={1.5}
            aria-hidden
            className={`text-muted transition-transform duration-150 ${open ? 'rotate-90' : ''}`}
          />
          What if
          <span className="font-normal text-muted">other caches, hours, models</span>
        </button>
      </h2>
      {open ? <WhatIfPanel state={state} /> : null}
    </section>
  )
}
