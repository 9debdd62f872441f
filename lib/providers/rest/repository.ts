/** Models that kept failing are left alone for a while by all runs of a workspace, whichever worker they are on. */
import 'server-only'
import type { Connection } from '../../db/client'
import { restMs } from './rules'

/** Forgotten so long after its end, a failure begins a new row. */
const rowEndsMs = 60 * 60_000

/** A run gave the model up. Runs that fail at the same moment count once. */
export async function layToRest(
  db: Connection,
  workspaceId: string,
  spec: string,
  reason: string,
  now = new Date(),
): Promise<void> {
  const known = await db.modelRest.findUnique({ where: { workspaceId_spec: { workspaceId, spec } } })
  if (known && known.until > now) return
  const isRow = known !== null && now.getTime() - known.until.getTime() < rowEndsMs
  const times = isRow ? known.times + 1 : 1
  const data = { until: new Date(now.getTime() + restMs(times)), times, reason: reason.slice(0, 500) }
  await db.modelRest.upsert({
    where: { workspaceId_spec: { workspaceId, spec } },
    create: { workspaceId, spec, ...data },
    update: data,
  })
}

/** The models of these that are left alone now, with the time until when. */
export async function restingModels(
  db: Connection,
  workspaceId: string,
  specs: readonly string[],
  now = new Date(),
): Promise<Map<string, Date>> {
  const rows = await db.modelRest.findMany({
    where: { workspaceId, spec: { in: [...specs] }, until: { gt: now } },
  })
  return new Map(rows.map(({ spec, until }) => [spec, until]))
}

/** All that rest now, the longest first. */
export async function listRests(db: Connection, workspaceId: string, now = new Date()) {
  return await db.modelRest.findMany({
    where: { workspaceId, until: { gt: now } },
    orderBy: [{ until: 'desc' }, { spec: 'asc' }],
  })
}

/** Forgets the rest, and how often the model was given up before. */
export async function endRest(db: Connection, workspaceId: string, spec: string): Promise<void> {
  await db.modelRest.deleteMany({ where: { workspaceId, spec } })
}
