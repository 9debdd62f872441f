/** Who looks at a run: a row a tab, kept alive by the page and forgotten when it falls silent. */
import 'server-only'
import type { Actor } from '../accounts/actor'
import { getDatabase } from '../db/client'
import { lookLastsMs } from './rules'
import type { Viewer } from './schema'

interface Look {
  runId: string
  tab: string
}

/** Keeps a tab's row alive. True when the tab was not known: somebody has come. */
export async function keepViewer(actor: Actor, { runId, tab }: Look): Promise<boolean> {
  const { workspaceId, id: userId, name } = actor
  const now = new Date()
  const where = { runId, tab, userId }
  const { count } = await getDatabase().runViewer.updateMany({ where, data: { seenAt: now, name } })
  if (count > 0) return false
  // A tab's id that somebody else has taken stays theirs.
  const made = await getDatabase().runViewer.createMany({
    data: { runId, tab, userId, workspaceId, name, seenAt: now },
    skipDuplicates: true,
  })
  return made.count > 0
}

/** True when there was a row: somebody has gone. */
export async function dropViewer(actor: Actor, { runId, tab }: Look): Promise<boolean> {
  const { count } = await getDatabase().runViewer.deleteMany({ where: { runId, tab, userId: actor.id } })
  return count > 0
}

/** The people who look at a run now, each once, in the order of their names. */
export async function listViewers(runId: string): Promise<Viewer[]> {
  const oldest = new Date(Date.now() - lookLastsMs)
  const rows = await getDatabase().runViewer.findMany({
    where: { runId, seenAt: { gte: oldest } },
    select: { userId: true, name: true },
    distinct: ['userId'],
    orderBy: [{ name: 'asc' }, { userId: 'asc' }],
  })
  return rows
}

/** Forgets tabs that have fallen silent, whatever run they looked at. */
export async function forgetViewers(): Promise<void> {
  await getDatabase().runViewer.deleteMany({ where: { seenAt: { lt: new Date(Date.now() - lookLastsMs) } } })
}
