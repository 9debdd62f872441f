/** Before calls are made: the policy, the plan gate and people's words say which may begin, which not, which wait. */
import { readCall } from '../policy/read-call'
import { rulesFor } from '../policy/repository'
import { type CallPart, covers, judge, ruleWords } from '../policy/rules'
import { type PolicyRule, ruleMatch } from '../policy/schema'
import { gateOf, lastWordOn } from '../runs/approval-rules'
import { approvalHash } from '../runs/decide-approval'
import { planRequest } from '../runs/decide-plan'
import type { EventDraft } from '../runs/events'
import { type RunState, recipeOf, type ToolCallState } from '../runs/run-state'
import { newId } from '../shared/id'
import { factsOf, titleOf } from './approval-facts'
import { wholeCall } from './heavy-parts'
import type { RunSession } from './run-session'
import type { SideEffect, Tool } from './tools/tool'

export interface Gated {
  run: ToolCallState[]
  /** Of those, the ones that had begun before and begin anew on a person's word. */
  again: ReadonlySet<string>
  refused: { call: ToolCallState; reason: string }[]
  requests: EventDraft[]
}

type Ruling =
  | { to: 'run'; again?: true }
  | { to: 'refuse'; reason: string }
  | { to: 'request'; kind: 'tool' | 'repeat'; rules: PolicyRule[]; parts: CallPart[] }
  /** The plan has to be approved first. */
  | { to: 'hold' }

/** Policy is read at every call: what is denied now is not made now, whatever was allowed before. */
export async function gateCalls(session: RunSession, calls: readonly ToolCallState[]): Promise<Gated> {
  const rules = await currentRules(session)
  const gated: Gated = { run: [], again: new Set(), refused: [], requests: [] }
  const again = new Set<string>()
  const held: ToolCallState[] = []
  for (const open of calls) {
    const call = wholeCall(open, session.journal.state, session.heavy)
    const ruling = await rule(session, rules, call)
    if (ruling.to === 'run') {
      gated.run.push(open)
      if (ruling.again) again.add(call.callId)
    } else if (ruling.to === 'refuse') gated.refused.push({ call: open, reason: ruling.reason })
    else if (ruling.to === 'hold') held.push(open)
    else gated.requests.push(await requestFor(session, call, ruling))
  }
  // What may run runs first: a plan that is set beside other calls is there when they are looked at again.
  if (held.length > 0 && gated.run.length === 0) holdBack(session.journal.state, held, gated)
  return { ...gated, again }
}

/** The rules that hold for a run's calls now. */
export function currentRules({ services, workspaceId, journal }: RunSession): Promise<PolicyRule[]> {
  const { taskId, recipe } = journal.state.created
  return rulesFor(services.db, { workspaceId, agentId: recipe.agent.id, taskId })
}

async function rule(session: RunSession, rules: PolicyRule[], call: ToolCallState): Promise<Ruling> {
  const { state } = session.journal
  const tool = recipeOf(state).tools.includes(call.name) ? session.services.findTool(call.name) : undefined
  // A call that cannot be made answers by itself what is wrong with it.
  if (!tool || call.problem !== undefined) return { to: 'run' }
  const judgement = rules.length > 0 ? judge(rules, await readCall(call.name, call.input)) : nothingSaid
  if (judgement.effect === 'deny') return { to: 'refuse', reason: deniedWords(judgement.rules) }
  const denial = denialOf(state, call.callId)
  if (denial) return { to: 'refuse', reason: denial }
  if (call.status === 'started') return recover(state, tool, call)
  if (isBehindGate(tool.sideEffect) && gateOf(state) !== 'open') return { to: 'hold' }
  if (judgement.effect === 'allow' || mayOnce(state, call, 'tool')) return { to: 'run' }
  if (isAllowedForTask(state, call.name, judgement.parts)) return { to: 'run' }
  return { to: 'request', kind: 'tool', ...judgement }
}

const nothingSaid = { effect: 'allow' as const, rules: [], parts: [] }

/**
 * Whether a page may be looked at that a redirect leads to: null, or a sentence that says why not. An allowance for the
 * address that was asked for holds on the same host.
 */
export async function mayVisit(
  session: RunSession,
  call: ToolCallState,
  url: string,
): Promise<string | null> {
  const rules = await currentRules(session)
  if (rules.length === 0) return null
  const { effect, rules: speaking, parts } = judge(rules, await readCall(call.name, { url }))
  if (effect === 'allow') return null
  if (effect === 'deny') return `The address leads to ${url}. ${deniedWords(speaking)}`
  const { input } = wholeCall(call, session.journal.state, session.heavy)
  const asked = (await readCall(call.name, input)).hosts[0]
  if (asked === new URL(url).hostname.toLowerCase()) return null
  if (isAllowedForTask(session.journal.state, call.name, parts)) return null
  return `The address leads to ${url}, and a person has to allow that. Fetch that address itself to have them asked.`
}

/** Before a plan is approved only what leaves everything as it is may happen: nothing is written, run or fetched. */
function isBehindGate(sideEffect: SideEffect): boolean {
  return sideEffect !== 'none'
}

/**
 * A call that began before this worker took the run and has no result. What it did to the run's own files was never
 * kept, so it is made again; what it may have done outside is for a person to say.
 */
function recover(state: RunState, tool: Tool, call: ToolCallState): Ruling {
  if (tool.sideEffect !== 'outside') return { to: 'run' }
  if (mayOnce(state, call, 'repeat')) return { to: 'run', again: true }
  return { to: 'request', kind: 'repeat', rules: [], parts: [] }
}

/** A person has allowed exactly this call, and it has not begun since. */
function mayOnce(state: RunState, call: ToolCallState, kind: 'tool' | 'repeat'): boolean {
  const word = lastWordOn(state, call.callId, kind)
  return word?.decided?.verdict === 'allow' && !word.used && word.inputHash === hashOf(call)
}

function hashOf({ name, input }: ToolCallState): string {
  return approvalHash({ name, input })
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
function isAllowedForTask(state: RunState, tool: string, parts: readonly CallPart[]): boolean {
  const matches = state.approvals.flatMap(({ decided, facts }) => {
    if (decided?.verdict !== 'allow' || decided.scope === 'once' || facts.tool !== tool) return []
    const match = ruleMatch.safeParse(decided.match)
    return match.success ? [match.data] : []
  })
  return parts.length > 0 && parts.every(part => matches.some(match => covers(match, part)))
}

function deniedWords(rules: readonly PolicyRule[]): string {
  const said = rules.map(found => `"${ruleWords(found)}"${found.note ? ` (${found.note})` : ''}`)
  return `The policy of this workspace denies this call: ${said.join(', ')}. Find another way, or say what you could not do.`
}

async function requestFor(
  session: RunSession,
  call: ToolCallState,
  { kind, rules, parts }: Extract<Ruling, { to: 'request' }>,
): Promise<EventDraft> {
  const { journal, store, services } = session
  const context = { files: journal.state.files, skills: await session.skills(), store }
  const facts = await factsOf({ call, rules, parts, context, redact: session.redact })
  const expiresAt = new Date(Date.now() + services.approvalMs).toISOString()
  return {
    type: 'approval-requested',
    actor: session.worker,
    data: {
      approvalId: newId('approval'),
      kind,
      step: call.step,
      callId: call.callId,
      title: session.redact(titleOf(call)),
      inputHash: hashOf(call),
      facts,
      // What may have happened has to be cleared up, however long it takes.
      ...(kind === 'tool' ? { expiresAt } : {}),
    },
  }
}

/** Calls that a plan gate holds back: there is a plan to ask about, or they fail. */
function holdBack(state: RunState, held: ToolCallState[], gated: Gated): void {
  const gate = gateOf(state)
  if (gate === 'asked') return
  if (gate === 'unasked' && state.plan) {
    gated.requests.push(planRequest(state.plan, held[0]?.step ?? 1, newId('approval')))
    return
  }
  const reason =
    gate === 'no-plan'
      ? 'Nothing may be changed before a person has approved your plan. Set one with the plan tool.'
      : 'The plan was not approved, so this call was not made.'
  for (const call of held) gated.refused.push({ call, reason })
}
