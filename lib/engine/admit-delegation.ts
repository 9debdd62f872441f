/** Whether work may be handed on as an agent asks: depth, agents, files, schemas, and a person's word before much of it. */
import { leastRoom } from '../budgets/rules'
import { approvalWait } from '../runs/approval-rules'
import {
  confirmAbove,
  type DelegatedPart,
  depthOf,
  fanOutApproval,
  fanOutText,
  type HandedCall,
  titleOf,
} from '../runs/delegation'
import { schemaProblem } from '../runs/result-shape'
import { openApprovals, type ToolCallState } from '../runs/run-state'
import { habitsOf } from '../runs/tree/repository'
import { sha256 } from '../shared/hash'
import { newId } from '../shared/id'
import type { Json } from '../shared/json'
import { budgetLines } from './call-budget'
import { findChildAgent } from './child-agent'
import { gateCalls } from './gate'
import { filesAt } from './handed-files'
import { wholeCall } from './heavy-parts'
import { agentActor } from './perform-model'
import type { RunSession } from './run-session'
import { delegate, parseParts } from './tools/delegate'
import { wakeAt } from './wake-at'

/**
 * The calls that may go on, with their parts; those that began long ago are among them. Refused calls get their result
 * staged. Null when a person has to be asked first: then that is staged.
 */
export async function admitCalls(
  session: RunSession,
  calls: readonly ToolCallState[],
): Promise<HandedCall[] | null> {
  const admitted: HandedCall[] = []
  const fresh: HandedCall[] = []
  const { state } = session.journal
  const allowed = await allowedCalls(session, calls)
  if (!allowed) return null
  for (const call of allowed) {
    const read = parseParts(wholeCall(call, state, session.heavy).input)
    const handed = { callId: call.callId, step: call.step, parts: read.ok ? read.parts : [] }
    if (call.status === 'started') admitted.push(handed)
    else {
      const problem = read.ok ? await problemOf(session, read.parts) : read.problem
      if (problem === null) fresh.push(handed)
      else refuse(session, handed, problem)
    }
  }
  if (fresh.length === 0) return admitted
  const word = await wordOn(session, fresh)
  if (word.type === 'wait') return null
  for (const call of fresh) {
    if (word.type === 'no') refuse(session, call, word.reason)
    else begin(session, call)
  }
  return word.type === 'no' ? admitted : [...admitted, ...fresh]
}

/** Calls that policy and plan gate let through, with those that began long ago; null when a person has to be asked. */
async function allowedCalls(
  session: RunSession,
  calls: readonly ToolCallState[],
): Promise<ToolCallState[] | null> {
  const { journal, worker } = session
  const called = calls.filter(call => call.status === 'called')
  const { run, refused, requests } = await gateCalls(session, called)
  for (const { call, reason } of refused) refuse(session, { ...call, parts: [] }, reason)
  const isHeld = run.length + refused.length < called.length
  if (!isHeld) return calls.filter(call => call.status !== 'called' || run.includes(call))
  for (const request of requests) journal.stage(request)
  const { reason, until } = approvalWait(openApprovals(journal.state))
  const data = { for: 'approval' as const, reason, ...(until ? { until } : {}) }
  const wake = until ? wakeAt(session, new Date(until)) : undefined
  journal.stage({ type: 'run-waiting', actor: worker, data }, undefined, wake)
  return null
}

async function problemOf(session: RunSession, parts: readonly DelegatedPart[]): Promise<string | null> {
  const { state } = session.journal
  if (depthOf(state) >= state.limits.depth)
    return `Work can be handed on ${state.limits.depth} levels deep at most. Do this part yourself.`
  for (const [index, part] of parts.entries()) {
    const found = await findChildAgent(session, part)
    const files = filesAt(state.files, part.files ?? [])
    const schema = part.schema ? schemaProblem(part.schema) : null
    const problem = !found.ok
      ? found.problem
      : !files.ok
        ? files.problem
        : schema && `The schema cannot be used: ${schema}`
    if (problem) return `Nothing was started. tasks.${index}: ${problem}`
  }
  return null
}

function begin({ journal, worker }: RunSession, { step, callId }: HandedCall): void {
  journal.stage({ type: 'tool-started', actor: worker, data: { step, callId, name: delegate.name } })
}

function refuse({ journal, worker }: RunSession, { step, callId }: HandedCall, output: string): void {
  const data = { step, callId, name: delegate.name, output, isError: true, durationMs: 0 }
  journal.stage({ type: 'tool-finished', actor: worker, data })
}

type Word = { type: 'yes' } | { type: 'wait' } | { type: 'no'; reason: string }

/** A person's word on many parts at once; asked for once a step. */
async function wordOn(session: RunSession, fresh: readonly HandedCall[]): Promise<Word> {
  const { journal, worker } = session
  const [first] = fresh
  const count = fresh.reduce((sum, call) => sum + call.parts.length, 0)
  if (!first || count <= confirmAbove) return { type: 'yes' }
  const inputHash = sha256(fanOutText(fresh))
  const known = fanOutApproval(journal.state, first.step)
  const title = `Hand work to ${count} agents`
  if (known?.decided && known.inputHash === inputHash) {
    if (known.decided.verdict === 'allow') return { type: 'yes' }
    const reason = known.decided.reason ? ` They say: ${known.decided.reason}` : ''
    const what = known.decided.verdict === 'deny' ? 'A person said no to this' : 'Nobody answered in time'
    return { type: 'no', reason: `${what}, so nothing was started.${reason}` }
  }
  if (!known) {
    const facts = await factsOf(session, fresh)
    const data = {
      approvalId: newId('approval'),
      kind: 'fan-out' as const,
      step: first.step,
      title,
      inputHash,
      facts,
    }
    journal.stage({
      type: 'approval-requested',
      actor: agentActor(session),
      data: { ...data, callId: first.callId },
    })
  }
  journal.stage({ type: 'run-waiting', actor: worker, data: { for: 'approval', reason: `${title}?` } })
  return { type: 'wait' }
}

/** What the person sees: every part, what such runs used so far, and what holds them. */
async function factsOf(session: RunSession, fresh: readonly HandedCall[]): Promise<{ [key: string]: Json }> {
  const { services, workspaceId, journal } = session
  const { state } = journal
  const own = state.created.recipe.agent.name
  const parts = fresh
    .flatMap(call => call.parts)
    .map(part => ({
      agent: part.agent ?? own,
      title: titleOf(part),
      instructions: part.instructions.slice(0, 600),
      budget: { ...part.budget } as { [key: string]: Json },
    }))
  const habits = await habitsOf(services.db, workspaceId, [...new Set(parts.map(part => part.agent))])
  const left = leastRoom((await budgetLines(session)) ?? [])
  return {
    parts,
    estimate: estimateOf(
      parts.map(part => part.agent),
      habits,
    ),
    caps: {
      atOnce: state.limits.fanOut,
      depth: state.limits.depth,
      stepsEach: state.limits.steps,
      tokensLeft: left.tokens,
      usdLeft: left.micros === null ? null : left.micros / 1_000_000,
    },
  }
}

/** The sum of what the last runs of the same agents used; null where an agent has not worked before. */
function estimateOf(agents: readonly string[], habits: Awaited<ReturnType<typeof habitsOf>>): Json {
  const known = agents.map(name => habits.find(habit => habit.agentName === name))
  if (known.some(habit => !habit)) return null
  const sum = (of: (habit: (typeof habits)[number]) => number) =>
    known.reduce((total, habit) => total + (habit ? of(habit) : 0), 0)
  const isPriced = known.every(habit => habit && habit.micros !== null)
  return {
    tokens: Math.round(sum(habit => habit.tokens)),
    usd: isPriced ? Math.round(sum(habit => habit.micros ?? 0)) / 1_000_000 : null,
    runs: habits.reduce((total, habit) => total + habit.runs, 0),
  }
}
