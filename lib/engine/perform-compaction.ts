/** Makes what the model sees shorter, as planned: old results into files, old steps into a summary. The log stays whole. */
import type { FileChange } from '../files/schema'
import { type CompactionPlan, lastThrough, outputPath } from '../runs/compaction'
import { roomOf } from '../runs/context-size'
import { effortOf, modelsBeside } from '../runs/roles'
import type { RunState } from '../runs/run-state'
import { assertPresent } from '../shared/assert'
import type { RunSession } from './run-session'
import { askBeside } from './side-call'
import { outlineOf, summaryRequest } from './summary-request'

/** Characters of a summary that are kept. */
const longestSummary = 8_000

/** Tries at the summary; then the outline from the log stands for it, so that a full window never stops a run. */
const summaryTries = 2

/** Writes one `context-compacted`. Nothing is written when the log has moved: the caller decides again. */
export async function performCompaction(
  session: RunSession,
  step: number,
  plan: CompactionPlan,
  signal: AbortSignal,
): Promise<void> {
  const { journal, worker } = session
  const { state } = journal
  const summary = plan.kind === 'mask' ? null : await summarise(session, step, plan, signal)
  if (signal.aborted || summary === undefined) return
  const changes = await keepResults(session, state, plan.maskedCallIds)
  const data = {
    step,
    ...plan,
    summary,
    changes,
    ...(state.plan ? { planRevision: state.plan.revision } : {}),
  }
  journal.stage({ type: 'context-compacted', actor: worker, data })
  await journal.commit()
}

/** Results that the model no longer sees become files of the run, which its tools can read. */
async function keepResults(
  session: RunSession,
  state: RunState,
  callIds: readonly string[],
): Promise<FileChange[]> {
  const calls = callIds.flatMap(id => state.toolCalls[id] ?? [])
  return await Promise.all(
    calls.map(async call => ({
      path: outputPath(call),
      entry: await session.store.write(new TextEncoder().encode(call.output ?? '')),
    })),
  )
}

/** The summary in the model's words, or Reef's outline where there is none to be had; undefined when the log moved. */
async function summarise(
  session: RunSession,
  step: number,
  plan: CompactionPlan,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { journal, heavy } = session
  const models = modelsBeside(journal.state, 'summarise')
  const effort = effortOf(journal.state, 'summarise')
  const from = lastThrough(journal.state)
  const span = { from, through: plan.throughStep }
  const room = Math.min(
    roomOf(journal.state),
    plan.overflow ? plan.tokensBefore / 2 : Number.POSITIVE_INFINITY,
  )
  for (let tries = 0; tries < summaryTries; tries += 1) {
    // A model of its own that fails leaves the second try to the one that works.
    const model = assertPresent(models[tries] ?? models.at(-1), 'model')
    const asked = summaryRequest(journal.state, span, room / 2 ** (tries + 1), heavy)
    const request = effort ? { ...asked, effort } : asked
    const answer = await askBeside(session, { step, purpose: 'summary', model, request }, signal)
    if (answer.ok && answer.text !== '') return answer.text.slice(0, longestSummary)
    if (signal.aborted || (!answer.ok && answer.why === 'moved')) return undefined
    if (!answer.ok && answer.why === 'budget') break
  }
  return outlineOf(journal.state, span)
}
