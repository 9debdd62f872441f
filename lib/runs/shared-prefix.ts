/** Whether a run that work is handed to shares the prompt cache of the run above it, and why. Pure. */
import { cacheFactsOf } from './cache-facts'
import { contextTokens } from './context-size'
import { cacheKeyOf, instructionsOf } from './model-context'
import type { Recipe } from './recipe'
import { type RunState, recipeOf } from './run-state'

/** Requests a minute that one key's cache takes before they are spread over machines that know nothing of it. */
const mostPerMinute = 15

/** Calls a minute of a run whose own pace nobody has seen yet. */
const assumedPace = 6

export interface PrefixShare {
  shares: boolean
  /** Tokens with which both begin. */
  fixedTokens: number
  /** What sharing saves with the first call, in tokens of fresh input. */
  savedTokens: number
  reason: 'differs' | 'below-minimum' | 'too-many-calls' | 'pays'
}

/** What the decision rests on. */
export interface ShareSums {
  /** Whether instructions, tools and model are the same. */
  same: boolean
  fixedTokens: number
  /** Runs that would call with one key at once; their parent waits meanwhile. */
  runs: number
  callsPerMinute: number
  minimum: number | null
  write: number
  read: number
}

/**
 * Sharing saves, once for each run, writing the fixed part: `fixedTokens × (write - read)`. It costs nothing as long as
 * the calls with one key stay within what one machine takes; beyond that whole histories are read anew, which is more
 * than any fixed part is worth. A fixed part below the vendor's minimum is not cached by itself, so nothing is saved.
 */
export function prefixShare(sums: ShareSums): PrefixShare {
  const { same, fixedTokens, runs, callsPerMinute, minimum, write, read } = sums
  const no = (reason: PrefixShare['reason']) => ({ shares: false, fixedTokens, savedTokens: 0, reason })
  if (!same) return no('differs')
  if (minimum !== null && fixedTokens < minimum) return no('below-minimum')
  if (runs * callsPerMinute > mostPerMinute) return no('too-many-calls')
  const savedTokens = Math.round(fixedTokens * (write - read))
  return { shares: savedTokens > 0, fixedTokens, savedTokens, reason: 'pays' }
}

/** The key to hand to a child, or undefined: then it has its own. `atOnce`: children that will work side by side. */
export function sharedCacheKey(parent: RunState, child: Recipe, atOnce: number): string | undefined {
  const { minimum, write, read } = cacheFactsOf(parent.model)
  const { shares } = prefixShare({
    same: beginsTheSame(parent, child),
    fixedTokens: fixedTokensOf(parent),
    runs: atOnce,
    callsPerMinute: paceOf(parent),
    minimum,
    write,
    read,
  })
  return shares ? cacheKeyOf(parent) : undefined
}

/** Byte for byte: the same model reads the same tools and instructions, with the same lists of skills and agents. */
function beginsTheSame(parent: RunState, child: Recipe): boolean {
  const asParent: RunState = { ...parent, created: { ...parent.created, recipe: child } }
  return (
    parent.model?.spec === child.model?.spec &&
    instructionsOf(parent) === instructionsOf(asParent) &&
    recipeOf(parent).tools.join(' ') === child.tools.join(' ') &&
    recipeOf(parent).catalogue?.hash === child.catalogue?.hash
  )
}

/** Tokens of the first request without the task's own words; the first reported usage says them best. */
function fixedTokensOf(state: RunState): number {
  const usage = state.steps[0]?.attempts.findLast(attempt => attempt.usage)?.usage
  const first = usage
    ? usage.inputFresh + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h
    : contextTokens(state)
  return Math.max(0, first - Math.ceil(state.created.instructions.length / 4))
}

/** The parent's own calls a minute of work: its children are of its kind. */
function paceOf({ steps, startedAt, restedMs, lastEventAt }: RunState): number {
  if (!startedAt || steps.length < 2) return assumedPace
  const minutes = (Date.parse(lastEventAt) - Date.parse(startedAt) - restedMs) / 60_000
  // A run of seconds tells little: its pace is not taken for that of an hour.
  return steps.length / Math.max(minutes, steps.length / (assumedPace * 2))
}
