/** The prompt cache of a run for the API: what the page computes from its own state, with the words. */
import type { Actor } from '../accounts/actor'
import { bustText, bustTitle } from './bust-words'
import { cacheHistory } from './cache-history'
import type { RunCache } from './cache-schema'
import { readRunState } from './repository'

export async function readRunCache(actor: Actor, runId: string): Promise<RunCache> {
  const history = cacheHistory(await readRunState(actor, runId))
  return {
    ...history,
    calls: history.calls.map(call => ({
      ...call,
      bust: call.bust && { ...call.bust, title: bustTitle(call.bust), text: bustText(call.bust) },
    })),
  }
}
