'use client'

import type { RunSummary } from '../../lib/runs/schema'
import { isQuiet, lifeWords, statusWords } from '../../lib/runs/words'
import { classNames } from '../ui/class-names'
import { StatusIcon } from './status-icon'
import { useNow } from './use-now'

type StatusRun = Pick<RunSummary, 'status' | 'waitingFor' | 'lastEventAt'> &
  Partial<Pick<RunSummary, 'queuePosition'>>

/** The state of a run as icon and words, with its last sign of life while it works. */
export function StatusWords({ run, life = true }: { run: StatusRun; life?: boolean }) {
  const now = useNow(1000, life && run.status === 'running')
  const quiet = isQuiet(run, now)
  const words = life ? lifeWords(run, now) : ''
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <StatusIcon status={run.status} waitingFor={run.waitingFor} label={false} quiet={quiet} />
      <span>{statusWords(run)}</span>
      {words ? (
        <span className={classNames('tabular', quiet ? 'text-waiting' : 'text-muted')}>· {words}</span>
      ) : null}
    </span>
  )
}
