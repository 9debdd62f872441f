/** What a run's status means, without the schemas: the page needs it before it parses anything. Pure. */

const endStatuses = ['succeeded', 'failed', 'stopped'] as const
export const runStatuses = ['queued', 'running', 'waiting', 'paused', ...endStatuses] as const

type EndStatus = (typeof endStatuses)[number]

export function isEnded(status: (typeof runStatuses)[number]): status is EndStatus {
  return status === 'succeeded' || status === 'failed' || status === 'stopped'
}
