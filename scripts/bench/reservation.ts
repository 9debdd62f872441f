/** What a budget costs a model call: looking, locking and reserving on five budgets in one transaction. */
import { lockCounters, readLines, reserve, settle, standingOf } from '../../lib/budgets/holds/repository'
import { setBudget } from '../../lib/budgets/repository'
import { openDatabase } from '../../lib/db/client'
import { newId } from '../../lib/shared/id'
import type { Bed } from './bed'
import type { Measurement } from './figures'
import { digits, median, quantile } from './statistics'

const warmUps = 30
const calls = 200

export async function measureReservation(bed: Bed): Promise<Measurement[]> {
  const { taskId, runId } = await bed.assign('Something to reserve for. [steps 1]')
  await bed.succeeded(runId)
  const db = openDatabase(bed.databaseUrl, 2)
  try {
    const { workspaceId, ownerId, agentId } = await db.task.findUniqueOrThrow({ where: { id: taskId } })
    const places = [
      { scope: 'workspace', scopeId: workspaceId, period: 'month' },
      { scope: 'member', scopeId: ownerId ?? '', period: 'day' },
      { scope: 'agent', scopeId: agentId ?? '', period: 'run' },
      { scope: 'task', scopeId: taskId, period: 'total' },
      { scope: 'run', scopeId: runId, period: 'total' },
    ] as const
    for (const place of places) await setBudget(db, { workspaceId, ...place }, { usd: 1_000_000 })
    const standing = await standingOf(db, { runId, agentId: null })
    const taken: number[] = []
    for (let call = 0; call < warmUps + calls; call += 1) {
      const callId = newId('call')
      const began = performance.now()
      const lines = await readLines(db, standing, runId, new Date())
      const counterIds = lines.map(line => line.counterId)
      await db.$transaction(async tx => {
        await lockCounters(tx, [{ counterIds }])
        await reserve(tx, { callId, runId, counterIds, micros: 1_000, tokens: 1_000 })
      })
      if (call >= warmUps) taken.push(performance.now() - began)
      await db.$transaction(tx => settle(tx, callId, { micros: 1, tokens: 1 }))
    }
    for (const place of places) await setBudget(db, { workspaceId, ...place }, {})
    return [
      {
        figure: 'reservation',
        value: median(taken),
        detail: `p95 ${digits(quantile(taken, 0.95))} ms over ${calls} calls on ${places.length} budgets; without any budget nothing is asked`,
      },
    ]
  } finally {
    await db.$disconnect()
  }
}
