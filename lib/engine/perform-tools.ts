/** Performs the tool calls of a step: intents into the log, the calls in the model's order, results into the log. */
import { z } from 'zod'
import { shownCalls } from '../runs/compaction'
import { foreignFolders } from '../runs/delegation'
import { type EventDraft, planStep } from '../runs/events'
import { agentBook } from '../runs/plan-book'
import { type RunState, recipeOf, type ToolCallState } from '../runs/run-state'
import { sameResult } from '../runs/same-result'
import { gateCalls, mayVisit } from './gate'
import { wholeCall } from './heavy-parts'
import { keepOut } from './keep-out'
import type { RunSession } from './run-session'
import { toolNamesOf, toolOf } from './run-tools'
import { ScriptCalls } from './script-calls'
import { bash } from './tools/bash'
import { performCall } from './tools/call'
import type { Tool, ToolContext, ToolResult } from './tools/tool'

interface Finished {
  call: ToolCallState
  result: ToolResult
  durationMs: number
}

/**
 * Runs calls that have no result yet, as far as policy and people let them. False when the log had moved before they
 * began.
 */
export async function performTools(
  session: RunSession,
  calls: ToolCallState[],
  signal: AbortSignal,
): Promise<boolean> {
  const { journal } = session
  const { run, again, refused, requests } = await gateCalls(session, calls)
  for (const { call, reason } of refused) journal.stage(refusalOf(session, call, reason))
  for (const request of requests) journal.stage(request)
  for (const call of run) {
    if (call.status === 'called' || again.has(call.callId)) {
      const data = { step: call.step, callId: call.callId, name: call.name }
      journal.stage({ type: 'tool-started', actor: session.worker, data })
    }
  }
  const [first, ...others] = run
  const mayStart = first && mayStartEarly(toolOf(session, first.name))
  let tellBegun: (begun: boolean) => void = () => {}
  const begun = new Promise<boolean>(resolve => {
    tellBegun = resolve
  })
  const early = mayStart ? startEarly(session, first, signal, begun) : undefined
  const committed = await journal.commit().catch(async (error: unknown) => {
    tellBegun(false)
    await early?.giveUp()
    throw error
  })
  tellBegun(committed)
  if (!committed) {
    await early?.giveUp()
    return false
  }
  // Calls that may change files run one after the other, in the model's order: each sees what the last one did.
  for (const call of early ? [early, ...others] : run) {
    const finished = 'finished' in call ? await call.finished : await perform(session, call, signal, begun)
    // A person's stop ends the call for good, so what it did until then is told. A call that was ended because the
    // run changes hands is made again.
    if (signal.aborted && !journal.state.stopRequested) return true
    if (finished === null) continue
    for (const draft of draftsOf(session, journal.state, finished)) journal.stage(draft)
    if (signal.aborted) return true
  }
  return true
}

/**
 * A call that touches nothing but values can be made while its intent is on its way to the disk, and made again. What
 * other hosts can see waits until the intent is written.
 */
function mayStartEarly(tool: Tool | undefined): boolean {
  return tool?.sideEffect === 'none' || tool?.sideEffect === 'workspace'
}

/** A call that is not made answers why. */
function refusalOf({ worker }: RunSession, call: ToolCallState, reason: string): EventDraft {
  const { step, callId, name } = call
  const data = { step, callId, name, output: reason, isError: true, durationMs: 0 }
  return { type: 'tool-finished', actor: worker, data }
}

interface Early {
  finished: Promise<Finished | null>
  /** Ends the call and forgets what it did: its intent did not come into the log. */
  giveUp(): Promise<void>
}

function startEarly(
  session: RunSession,
  call: ToolCallState,
  signal: AbortSignal,
  begun: Promise<boolean>,
): Early {
  const unwanted = new AbortController()
  const finished = perform(session, call, AbortSignal.any([signal, unwanted.signal]), begun)
  // Whoever waits for it sees the failure; until then nobody may.
  finished.catch(() => {})
  return {
    finished,
    async giveUp() {
      unwanted.abort()
      await finished.catch(() => {})
    },
  }
}

/** Null when the call's script waits for a person: it has no result yet, and runs again after their word. */
async function perform(
  session: RunSession,
  call: ToolCallState,
  signal: AbortSignal,
  begun: Promise<boolean>,
): Promise<Finished | null> {
  const startedAt = performance.now()
  const context = await contextOf(session, call)
  const script =
    call.name === bash.name ? new ScriptCalls({ session, parent: call, begun, signal, make }) : undefined
  session.frames.begin(call.callId)
  const whole = wholeCall(call, session.journal.state, session.heavy)
  const ends = script?.signal ?? signal
  const given = { ...context, ...(script && script.names.length > 0 ? { script } : {}) }
  const find = (name: string): Tool | undefined => toolOf(session, name)
  const result = await performCall(whole, given, ends, find).finally(() => script?.settle())
  session.frames.end()
  if (script?.isHeld) return null
  const kept = keepOut(result, foreignFolders(session.journal.state))
  return { call, result: kept, durationMs: Math.round((performance.now() - startedAt) * 10) / 10 }

  async function make(nested: ToolCallState, over: AbortSignal): Promise<ToolResult> {
    const given = { ...(await contextOf(session, nested)), whole: true }
    const made = await performCall(nested, given, over, find)
    return keepOut(made, foreignFolders(session.journal.state))
  }
}

async function contextOf(session: RunSession, call: ToolCallState): Promise<ToolContext> {
  const skills = await session.skills()
  const { state } = session.journal
  return {
    workspaceId: session.workspaceId,
    runId: session.runId,
    callId: call.callId,
    tools: toolNamesOf(session),
    files: state.files,
    store: session.store,
    sandbox: session.services.sandbox,
    skills,
    ...(session.services.techniques.files ? {} : { whole: true }),
    plan: agentBook(state, state.steps[call.step - 1]),
    mayVisit: url => mayVisit(session, call, url),
    onOutput: text =>
      session.frames.push({ kind: 'tool-output', text, toolCallId: call.callId, toolName: call.name }),
  }
}

const planDisplay = z.object({ steps: z.array(planStep) })

function draftsOf(
  session: RunSession,
  state: RunState,
  { call, result, durationMs }: Finished,
): EventDraft[] {
  const { callId, name, step } = call
  const actor = session.worker
  const [output, isError] = [session.redact(result.output), result.isError ?? false]
  const sameAs = session.services.techniques.once
    ? sameResult(state, call, { output, isError }, shownCalls(state))
    : undefined
  const drafts: EventDraft[] = [
    {
      type: 'tool-finished',
      actor,
      data: {
        step,
        callId,
        name,
        output,
        isError,
        durationMs,
        ...(sameAs ? { sameAs } : {}),
        ...(result.display ? { display: result.display } : {}),
        ...(result.changes && result.changes.length > 0 ? { changes: result.changes } : {}),
      },
    },
  ]
  if (result.isError) return drafts
  const plan = name === 'plan' ? planDisplay.safeParse(result.display) : undefined
  if (plan?.success) {
    const revision = (state.plan?.revision ?? 0) + 1
    drafts.push({ type: 'plan-changed', actor, data: { revision, callId, steps: plan.data.steps } })
  }
  const skill =
    name === 'skill' ? recipeOf(state).skills.find(known => known.hash === result.display?.hash) : undefined
  if (skill) {
    const { versionId, hash } = skill
    drafts.push({ type: 'skill-opened', actor, data: { callId, name: skill.name, versionId, hash } })
  }
  return drafts
}
