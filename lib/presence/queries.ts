/** How a page says that it is open, and hears who else is there. */
import { queryOptions } from '@tanstack/react-query'
import { apiBase, send } from '../http/client'
import { lookEveryMs } from './rules'
import type { ViewerList } from './schema'

/** Made anew with each load of the page: it names this tab to nobody else. */
const tab = globalThis.crypto?.randomUUID?.() ?? 'server-side'

export function viewersKey(runId: string) {
  return ['presence', runId] as const
}

/** Asking is being there: the answer names everybody who looks, and the question keeps us among them. */
export function viewersQuery(runId: string) {
  return queryOptions({
    queryKey: viewersKey(runId),
    // Asked as a run opens: our own server's few names are not worth the schemas that would have to be loaded first.
    queryFn: async ({ signal }) => {
      const response = await send(`/runs/${runId}/viewers`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ tab }),
        signal,
      })
      return (await response.json()) as ViewerList
    },
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
