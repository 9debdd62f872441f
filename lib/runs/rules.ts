/** What a run's status and an event's version mean, without the schemas: the page needs no others. Pure. */

import type { RunLimits, SomeLimits } from './recipe'

/** Version of the event shapes in `events.ts`. Older logs are brought up to it when they are read (`upcastEvent`). */
export const eventVersion = 1

const endStatuses = ['succeeded', 'failed', 'stopped'] as const
export const runStatuses = ['queued', 'running', 'waiting', 'paused', ...endStatuses] as const

type EndStatus = (typeof endStatuses)[number]

export function isEnded(status: (typeof runStatuses)[number]): status is EndStatus {
  return status === 'succeeded' || status === 'failed' || status === 'stopped'
}

/** Who speaks when Reef itself does. */
export const reefActor = { kind: 'reef' as const, id: 'reef', name: 'Reef' }

/** Why a run ended, in one word each. */
export const endReasons = [
  'answered',
  'stopped',
  'step-limit',
  'time-limit',
  'model-error',
  'refused',
  'lost',
  'checks-failed',
  'stuck',
  'denied',
] as const

export function isEndReason(value: unknown): value is (typeof endReasons)[number] {
  return endReasons.some(reason => reason === value)
}

/** The limits with those changed that are named. */
export function withLimits(all: RunLimits, changed: SomeLimits): RunLimits {
  const named = Object.entries(changed).filter(([, value]) => value !== undefined)
  return { ...all, ...Object.fromEntries(named) }
}
