/** Where the page gets the inbox from, and when what moved is news for it. */
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { request } from '../http/client'
import { waitsForPerson } from '../tasks/rules'
import type { Task } from '../tasks/schema'
import type { InboxList } from './schema'

export const inboxKey = ['inbox'] as const

export function inboxQuery() {
  return queryOptions({
    queryKey: inboxKey,
    queryFn: ({ signal }) => request(async () => (await import('./schema')).inboxList, '/inbox', { signal }),
  })
}

/**
 * Takes a task that moved into account: one that is done with leaves at once; where it comes or asks something else,
 * the inbox is read again. Most moves are steps of work and change nothing here.
 */
export function placeInInbox(client: QueryClient, moved: Task): void {
  const inbox = client.getQueryData<InboxList>(inboxKey)
  if (!inbox) return
  const known = inbox.items.find(({ task }) => task.id === moved.id)
  const asks = waitsForPerson(moved)
  if (!known && !asks) return
  if (!asks) {
    client.setQueryData<InboxList>(inboxKey, { ...inbox, items: inbox.items.filter(item => item !== known) })
    return
  }
  if (!known || signatureOf(known.task) !== signatureOf(moved))
    void client.invalidateQueries({ queryKey: inboxKey })
}

function signatureOf({ status, team, run, title, priority }: Task): string {
  return JSON.stringify([
    status,
    team?.asks,
    title,
    priority,
    run?.id,
    run?.status,
    run?.waitingFor,
    run?.reason,
  ])
}
