/** The run's row: a projection of its state, written in the same statement as the events. Pure. */
import type { UsageTotals } from '../usage/schema'
import { activityOf } from './activity'
import type { RunState } from './run-state'

/** The columns of a run's row that follow from its log. */
export function projectRun(state: RunState) {
  const { totals } = state
  return {
    status: state.status,
    waitingFor: state.waiting?.for ?? null,
    reason: state.waiting?.reason ?? reasonOfPause(state) ?? state.end?.message ?? null,
    activity: activityOf(state),
    model: state.model?.spec ?? '',
    scripted: state.model?.scripted ?? false,
    seq: state.seq,
    steps: state.steps.length,
    inputTokens: inputTokensOf(totals),
    cacheReadTokens: totals.cacheRead,
    cacheWriteTokens: totals.cacheWrite5m + totals.cacheWrite1h,
    outputTokens: totals.outputText + totals.reasoning,
    reasoningTokens: totals.reasoning,
    costMicros: totals.costMicros,
    pricedCalls: totals.pricedCalls,
    unpricedCalls: totals.unpricedCalls,
    workerId: state.workerId,
    startedAt: state.startedAt,
    endedAt: state.endedAt,
    lastEventAt: state.lastEventAt,
  }
}

function reasonOfPause({ status, pausedFor }: RunState): string | undefined {
  return status === 'paused' ? pausedFor : undefined
}

export type RunProjection = ReturnType<typeof projectRun>

function inputTokensOf(totals: RunState['totals']): number {
  return totals.inputFresh + totals.cacheRead + totals.cacheWrite5m + totals.cacheWrite1h
}

/** Totals as the API shows them, from the state: the page and the row use this one definition. */
export function usageTotalsOf(state: RunState): UsageTotals {
  return totalsFrom(projectRun(state))
}

/** Totals as the API shows them, from a row. Unknown price is null or a marked lower bound, never 0. */
export function totalsFrom(
  row: Pick<
    RunProjection,
    | 'inputTokens'
    | 'cacheReadTokens'
    | 'cacheWriteTokens'
    | 'outputTokens'
    | 'reasoningTokens'
    | 'pricedCalls'
    | 'unpricedCalls'
  > & { costMicros: number | bigint },
): UsageTotals {
  return {
    inputTokens: row.inputTokens,
    cacheReadTokens: row.cacheReadTokens,
    cacheWriteTokens: row.cacheWriteTokens,
    outputTokens: row.outputTokens,
    reasoningTokens: row.reasoningTokens,
    costUsd: row.pricedCalls > 0 ? Number(row.costMicros) / 1_000_000 : null,
    costUnknown: row.unpricedCalls > 0,
  }
}
