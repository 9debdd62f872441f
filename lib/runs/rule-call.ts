/** Whether a call may begin: the policy as it is now, the plan gate, and the words that people gave in this run. Pure. */
import { type CallFacts, type CallPart, covers, judgeCall, ruleWords } from '../policy/rules'
import { type PolicyRule, ruleMatch } from '../policy/schema'
import { sha256 } from '../shared/hash'
import { canonicalJson } from '../shared/json'
import { gateOf, lastWordOn } from './approval-rules'
import type { RunState, ToolCallState } from './run-state'

export type CallRuling =
  /** `again`: it had begun before, and begins anew on a person's word. */
  | { to: 'run'; again?: true }
  | { to: 'refuse'; reason: string }
  | { to: 'request'; kind: 'tool' | 'repeat'; rules: PolicyRule[]; parts: CallPart[] }
  /** The plan has to be approved first. */
  | { to: 'hold' }

interface Judged {
  /** With its whole arguments. */
  call: ToolCallState
  /** What the tool can do; null for a call of no tool, which answers by itself what is wrong with it. */
  sideEffect: 'none' | 'network' | 'workspace' | 'outside' | null
  rules: readonly PolicyRule[]
  /** What the call does; null while there is no rule to ask. */
  does: CallFacts | null
}

/** A deny of the policy comes before any word of a person, and both before everything else. */
export function ruleCall(state: RunState, { call, sideEffect, rules, does }: Judged): CallRuling {
  if (sideEffect === null || call.problem !== undefined) return { to: 'run' }
  const judgement = does ? judgeCall(rules, does) : { effect: 'allow' as const, rules: [], parts: [] }
  if (judgement.effect === 'deny') return { to: 'refuse', reason: deniedWords(judgement.rules) }
  const denial = denialOf(state, call.callId)
  if (denial !== null) return { to: 'refuse', reason: denial }
  if (call.status === 'started') return recover(state, call, sideEffect)
  // Before a plan is approved only what leaves everything as it is may happen: nothing is written, run or fetched.
  if (sideEffect !== 'none' && gateOf(state) !== 'open') return { to: 'hold' }
  if (judgement.effect === 'allow' || mayOnce(state, call, 'tool')) return { to: 'run' }
  if (isAllowedForTask(state, call.name, judgement.parts)) return { to: 'run' }
  return { to: 'request', kind: 'tool', rules: [...judgement.rules], parts: judgement.parts }
}

/**
 * A call that began before this worker took the run and has no result. What it did to the run's own files was never
 * kept, so it is made again; what it may have done outside is for a person to say.
 */
function recover(state: RunState, call: ToolCallState, sideEffect: Judged['sideEffect']): CallRuling {
  if (sideEffect !== 'outside') return { to: 'run' }
  if (mayOnce(state, call, 'repeat')) return { to: 'run', again: true }
  return { to: 'request', kind: 'repeat', rules: [], parts: [] }
}

/** A person has allowed exactly this call, and it has not begun since. */
function mayOnce(state: RunState, call: ToolCallState, kind: 'tool' | 'repeat'): boolean {
  const word = lastWordOn(state, call.callId, kind)
  return word?.decided?.verdict === 'allow' && !word.used && word.inputHash === callHash(call)
}

/** What an approval of a call is bound to. */
export function callHash({ name, input }: Pick<ToolCallState, 'name' | 'input'>): string {
  return sha256(canonicalJson({ name, input }))
}

function denialOf(state: RunState, callId: string): string | null {
  const word = lastWordOn(state, callId, 'repeat') ?? lastWordOn(state, callId, 'tool')
  if (!word?.decided || word.decided.verdict === 'allow') return null
  const { verdict, reason, actor } = word.decided
  if (verdict === 'expired') return 'Nobody decided about this call in time, so it was not made.'
  const because = reason ? `: ${reason}` : '.'
  return word.kind === 'repeat'
    ? `This call was broken off; it may have happened or not. ${actor.name} does not want it made again${because}`
    : `${actor.name} denied this call${because}`
}

/** Words of this run that reach beyond one call, and together cover all that was asked about. */
export function isAllowedForTask(state: RunState, tool: string, parts: readonly CallPart[]): boolean {
  const matches = state.approvals.flatMap(({ decided, facts }) => {
    if (decided?.verdict !== 'allow' || decided.scope === 'once' || facts.tool !== tool) return []
    const match = ruleMatch.safeParse(decided.match)
    return match.success ? [match.data] : []
  })
  return parts.length > 0 && parts.every(part => matches.some(match => covers(match, part)))
}

export function deniedWords(rules: readonly PolicyRule[]): string {
  const said = rules.map(found => `"${ruleWords(found)}"${found.note ? ` (${found.note})` : ''}`)
  return `The policy of this workspace denies this call: ${said.join(', ')}. Find another way, or say what you could not do.`
}
