import type { ReactNode } from 'react'
import { classNames } from './class-names'

export type BadgeTone = 'neutral' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'scripted'

const tones: Record<BadgeTone, string> = {
  neutral: 'bg-idle-soft text-muted',
  running: 'bg-running-soft text-running',
  waiting: 'bg-waiting-soft text-waiting',
  succeeded: 'bg-succeeded-soft text-succeeded',
  failed: 'bg-failed-soft text-failed',
  scripted: 'border border-scripted text-scripted',
}

/** A word in a small box: a kind, a version, a state. */
export function Badge({ tone = 'neutral', children }: { tone?: BadgeTone; children: ReactNode }) {
  return (
    <span
      className={classNames(
        'inline-flex h-[18px] shrink-0 items-center gap-1 whitespace-nowrap rounded-sm px-1.5 font-medium text-micro',
        tones[tone],
      )}
    >
      {children}
    </span>
  )
}
