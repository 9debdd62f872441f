/** A blocker's row as the task that waits shows it. */
import { isMet } from './rules'
import { type Blocker, waitsUntil } from './schema'

/** What to select of a dependency. */
export const blockerColumns = {
  until: true,
  blocker: {
    select: {
      id: true,
      title: true,
      status: true,
      runs: { where: { parentRunId: null }, orderBy: { attempt: 'desc' }, take: 1, select: { status: true } },
    },
  },
} as const

interface Row {
  until: string
  blocker: { id: string; title: string; status: string; runs: { status: string }[] }
}

export function toBlocker({ until: text, blocker }: Row): Blocker {
  const until = waitsUntil.parse(text)
  const met = isMet(until, blocker.status, blocker.runs[0]?.status ?? null)
  return { taskId: blocker.id, title: blocker.title, status: blocker.status, until, met }
}
