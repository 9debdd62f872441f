import type { RunStatus, WaitingFor } from '../../lib/runs/events'
import { statusTone, statusWords } from '../../lib/runs/words'
import { classNames } from '../ui/class-names'

const toneClass = {
  running: 'text-running',
  waiting: 'text-waiting',
  succeeded: 'text-succeeded',
  failed: 'text-failed',
  idle: 'text-idle',
}

interface StatusIconProps {
  status: RunStatus
  waitingFor?: WaitingFor | null
  /** Leave out where the words stand beside it. */
  label?: boolean
  quiet?: boolean
}

/** The state of a run as a shape and a colour; the shapes differ, so that colour is never alone. */
export function StatusIcon({ status, waitingFor = null, label = true, quiet = false }: StatusIconProps) {
  const tone = statusTone({ status, waitingFor })
  return (
    <span
      {...(label
        ? { role: 'img', 'aria-label': statusWords({ status, waitingFor }) }
        : { 'aria-hidden': true })}
      className={classNames('inline-flex shrink-0', quiet ? 'text-idle' : toneClass[tone])}
    >
      <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
        <Shape status={status} />
      </svg>
    </span>
  )
}

/** Nothing moves in it: twenty runs at work in a list would keep the browser drawing frames, and its reader from reading. */
function Shape({ status }: { status: RunStatus }) {
  const stroke = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.5, strokeLinecap: 'round' as const }
  switch (status) {
    case 'queued':
      return <circle cx="7" cy="7" r="5" {...stroke} strokeDasharray="2.2 3" />
    case 'running':
      return (
        <>
          <circle cx="7" cy="7" r="5.5" {...stroke} strokeWidth={1} opacity={0.35} />
          <circle cx="7" cy="7" r="3" fill="currentColor" />
        </>
      )
    case 'waiting':
      return (
        <>
          <path d="M7 1.2 12.8 7 7 12.8 1.2 7Z" {...stroke} strokeLinejoin="round" />
          <path d="M7 4.6v2.8M7 9.4v.01" {...stroke} />
        </>
      )
    case 'paused':
      return (
        <>
          <circle cx="7" cy="7" r="5.5" {...stroke} />
          <path d="M5.6 5v4M8.4 5v4" {...stroke} />
        </>
      )
    case 'succeeded':
      return (
        <>
          <circle cx="7" cy="7" r="6.2" fill="currentColor" />
          <path d="m4.4 7.2 1.8 1.8 3.4-3.8" {...stroke} stroke="var(--surface)" strokeLinejoin="round" />
        </>
      )
    case 'failed':
      return (
        <>
          <circle cx="7" cy="7" r="6.2" fill="currentColor" />
          <path d="m5 5 4 4M9 5 5 9" {...stroke} stroke="var(--surface)" />
        </>
      )
    case 'stopped':
      return (
        <>
          <circle cx="7" cy="7" r="5.5" {...stroke} />
          <rect x="5" y="5" width="4" height="4" rx="0.5" fill="currentColor" />
        </>
      )
  }
}
