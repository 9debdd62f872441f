/** The prompt cache of a run and its compactions for the API: what the page computes from its own state, with words. */
import type { Actor } from '../accounts/actor'
import { bustText, bustTitle } from './bust-words'
import { cacheHistory } from './cache-history'
import type { RunCache } from './cache-schema'
import { compactionResult } from './compaction-result'
import { readRunState } from './repository'

export async function readRunCache(actor: Actor, runId: string): Promise<RunCache> {
  const state = await readRunState(actor, runId)
  const history = cacheHistory(state)
  return {
    ...history,
    calls: history.calls.map(call => ({
      ...call,
      bust: call.bust && { ...call.bust, title: bustTitle(call.bust), text: bustText(call.bust) },
    })),
    compactions: state.compactions.map(({ step, kind, reason, forecast = null }, index) => ({
      step,
      kind,
      reason,
      forecast,
      result: compactionResult(state, index),
    })),
  }
}
