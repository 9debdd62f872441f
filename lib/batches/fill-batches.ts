/** Starts the next rows of batches as places become free. Every worker asks; a row's lock gives each batch to one of them. */
import type { Connection } from '../db/client'
import { inTransaction } from '../db/transaction'
import { AppError } from '../http/errors'
import { runBudget } from '../runs/recipe'
import { log } from '../shared/log'
import { readyTemplate } from '../starts/start-work'
import { startingActor } from '../starts/starting-actor'
import { launchAttempt, prepareAttempt } from '../tasks/start-run'
import { inputValues, templateContent } from '../templates/schema'
import { tellChanged } from '../workspaces/tell-changed'
import { batchLine, endBatch, noteRow, runningBatches, type TakenBatch, takeBatch } from './repository'

/** Rows begun at one look, so that a long batch holds its row no longer than needed. */
const rowsAtOnce = 10

type Line = Awaited<ReturnType<typeof batchLine>>['next'][number]

/** Returns how many rows it has started. */
export async function fillBatches(): Promise<number> {
  let started = 0
  for (const id of await runningBatches()) {
    try {
      started += await fillBatch(id)
    } catch (error) {
      log.error({ error, batchId: id }, 'a batch could not go on; trying again')
    }
  }
  return started
}

async function fillBatch(id: string): Promise<number> {
  const filled = await inTransaction(async tx => {
    const taken = await takeBatch(tx, id)
    if (!taken) return null
    const { workspaceId } = taken
    const { live, next } = await batchLine(tx, id, rowsAtOnce)
    const ended = next.length === 0 && live === 0
    if (ended) await endBatch(tx, id)
    let started = 0
    let refused = 0
    for (const row of next.slice(0, Math.max(0, taken.concurrency - live))) {
      const work = await readyRow(taken, row)
      if (typeof work === 'string') {
        await noteRow(tx, id, row.number, { status: 'refused', problem: work })
        refused += 1
        continue
      }
      await noteRow(tx, id, row.number, { status: 'started', taskId: await work(tx) })
      started += 1
    }
    return { started, workspaceId, moved: ended || started + refused > 0 }
  })
  if (filled?.moved) tellChanged(filled.workspaceId, 'batches')
  return filled?.started ?? 0
}

type Write = (tx: Connection) => Promise<string>

/** How the row starts, as a new task or as another attempt at its old one; or why it cannot. */
async function readyRow(taken: TakenBatch, row: Line): Promise<Write | string> {
  const { taskId } = row
  try {
    const actor = await startingActor(taken, { id: taken.id, name: `Batch ${taken.name}` })
    const content = templateContent.parse(taken.template)
    // A task without a limit of its own would not ask what is left of the batch's.
    const budget = { ...runBudget.parse(taken.budget), ...content.budget }
    if (taskId !== null) {
      const attempt = await prepareAttempt(actor, taskId, { budget })
      return async tx => {
        await launchAttempt(tx, actor, attempt)
        return taskId
      }
    }
    const values = inputValues.parse(row.values)
    const work = await readyTemplate(actor, { ...content, budget }, values, { batchId: taken.id })
    return tx => work.write(tx)
  } catch (error) {
    if (error instanceof AppError) return error.message
    throw error
  }
}
