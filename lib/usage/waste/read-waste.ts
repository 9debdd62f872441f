/** The waste report: calls that came to nothing from the ledger, other losses from the logs of the dearest runs. */
import type { Actor } from '../../accounts/actor'
import { toolSizes } from '../../engine/tools/tool-sizes'
import { readRunState } from '../../runs/repository'
import { recipeOf } from '../../runs/run-state'
import { runLosses } from '../../runs/run-waste'
import { formatPlural } from '../../shared/format'
import type { UsageFilter } from '../breakdown'
import { reportOf } from './report'
import { listDearestRuns, listWastedCalls, type WastedCalls } from './repository'
import type { WasteReport, WasteRow } from './schema'

/** Logs that are read for one report: the dearest runs hold most of what can be saved. */
const mostRuns = 25

/** Throws `forbidden`. */
export async function readWaste(actor: Actor, filter: UsageFilter): Promise<WasteReport> {
  const [calls, dear] = await Promise.all([
    listWastedCalls(actor, filter),
    listDearestRuns(actor, filter, mostRuns),
  ])
  const rows = calls.map(toRow)
  // One log after the other: a long one is large while it is folded.
  for (const { runId, taskId, title } of dear.runs) {
    const state = await readRunState(actor, runId)
    for (const { kind, words, step, tokens, micros } of runLosses(state, toolSizes(recipeOf(state))))
      rows.push({ kind, words, runId, taskId, title, step, tokens, costMicros: micros })
  }
  return reportOf(rows, { runs: dear.runs.length, of: dear.of })
}

function toRow({
  runId,
  taskId,
  title,
  step,
  waste,
  purpose,
  calls,
  tokens,
  costMicros,
}: WastedCalls): WasteRow {
  const what = `${formatPlural(calls, purpose === 'step' ? 'answer' : `${purpose} call`)} ${failureWords[waste] ?? waste}`
  return {
    kind: waste === 'aborted' ? 'aborted' : 'retry',
    words: what,
    ...{ runId, taskId, title, step, tokens, costMicros },
  }
}

/** What became of a call, by the name of its failure. */
const failureWords: Readonly<Record<string, string>> = {
  aborted: 'broken off by a stop or a new word',
  'bad-request': 'refused as a bad request',
  'context-overflow': 'too long for the model',
  credentials: 'refused for its key',
  forbidden: 'forbidden by the provider',
  'invalid-response': 'that could not be used',
  network: 'lost on the way',
  'not-found': 'of a model that is not there',
  overloaded: 'given up by an overloaded provider',
  quota: 'ended by the provider’s quota',
  'rate-limit': 'ended by a rate limit',
  refused: 'refused by the model',
  timeout: 'that came too late',
  unknown: 'that failed',
}
