/** What a run's status and an event's version mean, without the schemas: the page needs no others. Pure. */

/** Version of the event shapes in `events.ts`. Older logs are brought up to it when they are read (`upcastEvent`). */
export const eventVersion = 1

const endStatuses = ['succeeded', 'failed', 'stopped'] as const
export const runStatuses = ['queued', 'running', 'waiting', 'paused', ...endStatuses] as const

type EndStatus = (typeof endStatuses)[number]

export function isEnded(status: (typeof runStatuses)[number]): status is EndStatus {
  return status === 'succeeded' || status === 'failed' || status === 'stopped'
}
