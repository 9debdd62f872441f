/** How a page says that it is open, and hears who else is there. */
import { queryOptions } from '@tanstack/react-query'
import { apiBase, request } from '../http/client'
import { lookEveryMs } from './rules'

/** Made anew with each load of the page: it names this tab to nobody else. */
const tab = globalThis.crypto?.randomUUID?.() ?? 'server-side'

export function viewersKey(runId: string) {
  return ['presence', runId] as const
}

/** Asking is being there: the answer names everybody who looks, and the question keeps us among them. */
export function viewersQuery(runId: string) {
  return queryOptions({
    queryKey: viewersKey(runId),
    queryFn: ({ signal }) =>
      request(async () => (await import('./schema')).viewerList, `/runs/${runId}/viewers`, {
        method: 'POST',
        body: { tab },
        signal,
      }),
    select: ({ viewers }) => viewers,
    refetchInterval: lookEveryMs,
    retry: false,
    gcTime: 0,
  })
}

/** Said as the page goes: the request outlives it. */
export function leaveRun(runId: string): void {
  void fetch(`${apiBase}/runs/${runId}/viewers`, {
    method: 'POST',
    keepalive: true,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tab, leaving: true }),
  }).catch(() => undefined)
}
