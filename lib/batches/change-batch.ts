/** Makes batches, changes their limits, stops them, and runs again what failed. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { setBatchBudget } from '../budgets/repository'
import { getDatabase } from '../db/client'
import { inTransaction } from '../db/transaction'
import { AppError } from '../http/errors'
import { commandRun } from '../runs/command-run'
import type { RunStatus } from '../runs/events'
import { isEnded } from '../runs/rules'
import { newId } from '../shared/id'
import { readyTemplate, taskInputFrom } from '../starts/start-work'
import { starterOf } from '../starts/starting-actor'
import { findTemplate } from '../templates/repository'
import { type InputValues, type Template, templateContent } from '../templates/schema'
import { tellChanged } from '../workspaces/tell-changed'
import { rowsOfCsv } from './csv'
import { changeBatchRow, insertBatch, readBatch, repeatRows, withdrawPending } from './repository'
import { type BatchDetail, type CreateBatchInput, maxBatchRows, type UpdateBatchInput } from './schema'

/** Problems told at once; a table with one wrong column has one in every row. */
const shownProblems = 10

/** Every row is checked before anything starts. The template is copied: later edits do not reach the batch. */
export async function createBatch(actor: Actor, input: CreateBatchInput): Promise<BatchDetail> {
  requireCan(actor, 'batch:write')
  const { workspaceId } = actor
  const found = await findTemplate(getDatabase(), workspaceId, input.template)
  if (!found) throw new AppError('invalid-input', 'There is no such template.')
  const rows = readRows(input)
  checkRows(found, rows)
  const [first = {}] = rows
  // Agent, model, skills and files are the same for all rows.
  await readyTemplate(actor, found, first)
  const id = newId('batch')
  const { name, concurrency, budget } = input
  const template = templateContent.parse(found)
  await inTransaction(async tx => {
    await insertBatch(tx, { id, workspaceId, name, template, budget, concurrency, ...starterOf(actor) }, rows)
    await setBatchBudget(tx, workspaceId, id, budget)
  })
  tellChanged(actor.workspaceId, 'batches')
  return await readBatch(actor, id)
}

function readRows(input: CreateBatchInput): InputValues[] {
  if ((input.rows === undefined) === (input.csv === undefined))
    throw new AppError('invalid-input', 'Send the rows either as "rows" or as "csv".')
  const rows = input.rows ?? readCsv(input.csv ?? '')
  if (rows.length === 0) throw new AppError('invalid-input', 'The table has no rows.')
  if (rows.length > maxBatchRows)
    throw new AppError(
      'invalid-input',
      `A batch has at most ${maxBatchRows} rows; this table has ${rows.length}.`,
    )
  return rows
}

function readCsv(text: string): InputValues[] {
  try {
    return rowsOfCsv(text)
  } catch (error) {
    throw new AppError('invalid-input', error instanceof Error ? error.message : 'This is no table.')
  }
}

function checkRows(template: Template, rows: readonly InputValues[]): void {
  const problems = rows.flatMap((row, index) => {
    try {
      taskInputFrom(template, row)
      return []
    } catch (error) {
      return error instanceof AppError ? [{ row: index + 1, message: error.message }] : []
    }
  })
  if (problems.length === 0) return
  const [first] = problems
  const more = problems.length > 1 ? ` ${problems.length - 1} more rows have problems.` : ''
  throw new AppError('invalid-input', `Row ${first?.row}: ${first?.message}${more}`, {
    problems: problems.slice(0, shownProblems),
  })
}

/** A wider budget lets those go on that wait for it: their own limit was the batch's. */
export async function updateBatch(actor: Actor, id: string, input: UpdateBatchInput): Promise<BatchDetail> {
  requireCan(actor, 'batch:write')
  const { concurrency, budget } = input
  await inTransaction(async tx => {
    const change = {
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(budget === undefined ? {} : { budget }),
    }
    await changeBatchRow(tx, actor, id, change)
    if (budget) await setBatchBudget(tx, actor.workspaceId, id, budget)
  })
  if (budget) {
    const found = await readBatch(actor, id)
    await command(actor, found, { type: 'budget', budget: { ...budget, ...found.taskBudget } })
  }
  tellChanged(actor.workspaceId, 'batches')
  return await readBatch(actor, id)
}

/** No further row starts, and every run under way is stopped. */
export async function stopBatch(actor: Actor, id: string): Promise<BatchDetail> {
  requireCan(actor, 'batch:write')
  await inTransaction(async tx => {
    await changeBatchRow(tx, actor, id, { status: 'stopped' })
    await withdrawPending(tx, id)
  })
  await command(actor, await readBatch(actor, id), { type: 'stop' })
  tellChanged(actor.workspaceId, 'batches')
  return await readBatch(actor, id)
}

/** Rows that failed, were stopped or never started are run again, in the name of who asks. */
export async function repeatBatch(actor: Actor, id: string): Promise<BatchDetail> {
  requireCan(actor, 'batch:write')
  await readBatch(actor, id)
  await inTransaction(async tx => {
    if ((await repeatRows(tx, id)) === 0)
      throw new AppError('refused', 'No row of this batch has failed.', { refusal: 'nothing-failed' })
    await changeBatchRow(tx, actor, id, { status: 'running', ...starterOf(actor) })
  })
  tellChanged(actor.workspaceId, 'batches')
  return await readBatch(actor, id)
}

/** To every run under way. One that will not take the command has moved on meanwhile. */
async function command(
  actor: Actor,
  batch: BatchDetail,
  order: Parameters<typeof commandRun>[2],
): Promise<void> {
  for (const { runId, runStatus } of batch.rows) {
    if (runId === null || runStatus === null || isEnded(runStatus as RunStatus)) continue
    await commandRun(actor, runId, order).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error
    })
  }
}
