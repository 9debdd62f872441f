/** Before calls are made: the policy, the plan gate and people's words say which may begin, which not, which wait. */

import { readCall } from '../policy/read-call'
import { rulesFor } from '../policy/repository'
import { judge } from '../policy/rules'
import type { PolicyRule } from '../policy/schema'
import { gateOf } from '../runs/approval-rules'
import { planRequest } from '../runs/decide-plan'
import type { EventDraft } from '../runs/events'
import { type CallRuling, callHash, deniedWords, isAllowedForTask, ruleCall } from '../runs/rule-call'
import type { RunState, ToolCallState } from '../runs/run-state'
import { isServerTool } from '../runs/server-tool-names'
import { timeNow } from '../shared/clock'
import { newId } from '../shared/id'
import { factsOf, titleOf } from './approval-facts'
import { wholeCall } from './heavy-parts'
import type { RunSession } from './run-session'
import { toolOf } from './run-tools'

export interface Gated {
  run: ToolCallState[]
  /** Of those, the ones that had begun before and begin anew on a person's word. */
  again: ReadonlySet<string>
  refused: { call: ToolCallState; reason: string }[]
  requests: EventDraft[]
}

/** Policy is read at every call: what is denied now is not made now, whatever was allowed before. */
export async function gateCalls(session: RunSession, calls: readonly ToolCallState[]): Promise<Gated> {
  const rules = await currentRules(session)
  const gated: Gated = { run: [], again: new Set(), refused: [], requests: [] }
  const again = new Set<string>()
  const held: ToolCallState[] = []
  for (const open of calls) {
    const call = wholeCall(open, session.journal.state, session.heavy)
    const ruling = await rulingOn(session, rules, call)
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

async function rulingOn(session: RunSession, rules: PolicyRule[], call: ToolCallState): Promise<CallRuling> {
  const { state } = session.journal
  const tool = toolOf(session, call.name)
  const isJudged = rules.length > 0 || isServerTool(call.name)
  const does = tool && isJudged ? await readCall(call.name, call.input) : null
  return ruleCall(state, { call, sideEffect: tool?.sideEffect ?? null, rules, does })
}

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

async function requestFor(
  session: RunSession,
  call: ToolCallState,
  { kind, rules, parts }: Extract<CallRuling, { to: 'request' }>,
): Promise<EventDraft> {
  const { journal, store, services } = session
  const context = { files: journal.state.files, skills: await session.skills(), store }
  const facts = await factsOf({ call, rules, parts, context, redact: session.redact })
  const expiresAt = new Date(timeNow() + services.approvalMs).toISOString()
  return {
    type: 'approval-requested',
    actor: session.worker,
    data: {
      approvalId: newId('approval'),
      kind,
      step: call.step,
      callId: call.callId,
      title: session.redact(titleOf(call)),
      inputHash: callHash(call),
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
