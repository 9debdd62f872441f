/** What the log is told when a request does not begin as the last one did: where, and what Reef did that explains it. */
import type { EventData } from '../runs/events'
import type { RunState, StepState } from '../runs/run-state'
import type { PrefixCheck } from './prefix'
import type { RunSession } from './run-session'

type Broken = Omit<EventData<'prefix-broken'>, 'step' | 'callId'>

/** Null when nothing has changed. `last`: the newest step before this call; its own attempts count as earlier calls. */
export function brokenPrefix(
  session: RunSession,
  last: StepState | undefined,
  check: PrefixCheck,
): Broken | null {
  const { state } = session.journal
  const { compactions, model, modelChanges } = state
  const before = session.sent
  session.sent = { compactions: compactions.length, model: model?.spec }
  if (before) {
    if (!check.broken) return null
    if (compactions.length !== before.compactions) return { ...check.broken, cause: 'compaction' }
    return { ...check.broken, ...(model?.spec === before.model ? {} : { cause: 'model' }) }
  }
  // The first call of this worker: what another one sent is known by its hash alone.
  const sent = last?.attempts.at(-1)
  if (!last || !sent || session.prefix.hashAt(sent.messages) === sent.prefixHash) return null
  const unseen = { message: -1, was: '', is: '' }
  const isTold = compactions.some(one => one.step > last.step || (one.overflow && one.step === last.step))
  if (isTold) return { ...unseen, cause: 'compaction' }
  if (modelChanges.some(change => change.afterStep >= last.step)) return { ...unseen, cause: 'model' }
  return { ...unseen, cause: isCopied(state, last) ? 'fork' : 'takeover' }
}

function isCopied({ fork }: RunState, { step }: StepState): boolean {
  return fork !== undefined && step <= fork.fromStep
}
