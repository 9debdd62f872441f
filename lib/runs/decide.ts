/** What a person may tell a run: command and state in, events or a named refusal out. Pure. */
import { z } from 'zod'
import { approveCommand, decideApproval, denyCommand } from './decide-approval'
import { type ForkCommand, forkCommand } from './decide-fork'
import { decideMessage, messageCommands, messageText } from './decide-messages'
import { type CommandFacts, type Decision, refuse } from './decide-outcome'
import { changePlan, planCommand } from './decide-plan'
import type { EventActor, EventDraft } from './events'
import { isUnderWay } from './open-calls'
import { newBudget, newLimits, type RecipeModel, type RunBudget } from './recipe'
import { isEnded } from './rules'
import type { RunState } from './run-state'

const stateCommands = [
  ...messageCommands,
  z.strictObject({ type: z.literal('pause') }),
  z.strictObject({ type: z.literal('resume') }),
  z.strictObject({ type: z.literal('stop') }),
  /** Sets the budget of the task, over all its runs. */
  z.strictObject({ type: z.literal('budget'), budget: newBudget }),
  /** Changes the named limits of this run from now on. */
  z.strictObject({ type: z.literal('limits'), limits: newLimits }),
  z.strictObject({ type: z.literal('model'), model: z.string().min(1).max(200) }),
  z.strictObject({
    type: z.literal('answer'),
    text: messageText,
    /** The question's call; left out, it is the open one. */
    callId: z.string().optional(),
  }),
  approveCommand,
  denyCommand,
  planCommand,
] as const

/** Everything that can be told a run. A fork makes a new run; all others are decided on the state of this one. */
export const runCommand = z.discriminatedUnion('type', [...stateCommands, forkCommand])
export type RunCommand = z.output<typeof runCommand>
export type StateCommand = Exclude<RunCommand, ForkCommand>
/** As a client sends it, before defaults. */
export type NewRunCommand = z.input<typeof runCommand>

/** Decides what a command means in this state. */
export function decide(
  state: RunState,
  command: StateCommand,
  actor: EventActor,
  facts: CommandFacts,
): Decision {
  if (isEnded(state.status))
    return refuse('run-ended', 'This run has ended. Start a new run of the task to go on.')
  switch (command.type) {
    case 'message':
    case 'edit-message':
    case 'withdraw-message':
    case 'order-messages':
      return decideMessage(state, command, actor, facts.newMessageId)
    case 'stop':
      return stop(state, actor)
    case 'pause':
      if (state.status === 'paused') return refuse('already-paused', 'This run is paused already.')
      return { ok: true, events: [{ type: 'run-paused', actor, data: {} }], wake: false }
    case 'resume':
      return resume(state, actor)
    case 'budget':
      return changeBudget(state, command.budget, actor)
    case 'limits':
      return {
        ok: true,
        events: [{ type: 'limits-changed', actor, data: { limits: command.limits } }],
        wake: false,
      }
    case 'model':
      return changeModel(state, facts.model, actor)
    case 'answer':
      return answer(state, command, actor, facts)
    case 'approve':
    case 'deny':
      return decideApproval(state, command, actor, facts)
    case 'plan':
      return changePlan(state, command, actor, facts)
  }
}

/**
 * A run that is not at work ends at once; otherwise a worker stops what is under way, books what it cost and ends it.
 * A paused run with a call under way is at work, or its worker died: then another one has to end it.
 */
function stop(state: RunState, actor: EventActor): Decision {
  if (state.stopRequested) return refuse('already-stopping', 'This run is being stopped already.')
  const requested: EventDraft = { type: 'stop-requested', actor, data: {} }
  if (state.status === 'running') return { ok: true, events: [requested], wake: false }
  if (isUnderWay(state)) return { ok: true, events: [requested], wake: true }
  const ended: EventDraft = {
    type: 'run-ended',
    actor,
    data: { status: 'stopped', reason: 'stopped', message: 'Stopped by a person.', result: null },
  }
  return { ok: true, events: [requested, ended], wake: false }
}

/** Only a person's answer or decision ends such a wait. */
function waitsForWord({ waiting }: RunState): boolean {
  return waiting?.for === 'answer' || waiting?.for === 'approval'
}

function resume(state: RunState, actor: EventActor): Decision {
  const canResume =
    state.status === 'paused' ||
    (state.status === 'waiting' && !waitsForWord(state) && state.waiting?.for !== 'child')
  if (!canResume)
    return refuse('not-paused', 'This run is not paused and waits for nothing that resuming would end.')
  return {
    ok: true,
    events: [{ type: 'run-resumed', actor, data: { reason: resumedBy(actor) } }],
    wake: true,
  }
}

function resumedBy({ kind }: EventActor): string {
  return kind === 'reef' ? 'What it waited for is there.' : 'Resumed by a person.'
}

/** A new budget ends the wait for one; whether it is enough is seen at the next call. */
function changeBudget(state: RunState, budget: RunBudget, actor: EventActor): Decision {
  const changed: EventDraft = { type: 'budget-changed', actor, data: { budget } }
  if (state.status !== 'waiting' || state.waiting?.for !== 'budget')
    return { ok: true, events: [changed], wake: false }
  const resumed: EventDraft = { type: 'run-resumed', actor, data: { reason: 'The budget was changed.' } }
  return { ok: true, events: [changed, resumed], wake: true }
}

/** A change of model also ends a wait that the old model caused. */
function changeModel(state: RunState, model: RecipeModel | null, actor: EventActor): Decision {
  if (!model) return refuse('no-model', 'There is no such model.')
  const changed: EventDraft = { type: 'model-changed', actor, data: { model } }
  const waits = state.status === 'waiting' && !waitsForWord(state)
  if (!waits) return { ok: true, events: [changed], wake: false }
  const resumed: EventDraft = { type: 'run-resumed', actor, data: { reason: 'A model was chosen.' } }
  return { ok: true, events: [changed, resumed], wake: true }
}

function answer(
  state: RunState,
  command: Extract<StateCommand, { type: 'answer' }>,
  actor: EventActor,
  facts: CommandFacts,
): Decision {
  if (state.waiting?.help && command.callId === undefined) return help(command.text, actor, facts)
  const open = Object.values(state.toolCalls).find(
    call => call.status === 'asking' && (command.callId === undefined || call.callId === command.callId),
  )
  if (!open) {
    const isAnswered = state.toolCalls[command.callId ?? '']?.question !== undefined
    return refuse(
      'no-question',
      isAnswered ? 'Somebody has answered this question already.' : 'This run has no open question.',
    )
  }
  const answered: EventDraft = {
    type: 'question-answered',
    actor,
    data: { callId: open.callId, answer: command.text },
  }
  // Who has paused it meanwhile lets it go on; a worker that has it reads the answer there.
  if (state.waiting?.for !== 'answer') return { ok: true, events: [answered], wake: false }
  const resumed: EventDraft = {
    type: 'run-resumed',
    actor,
    data: { reason: 'The question was answered.' },
  }
  return { ok: true, events: [answered, resumed], wake: true }
}

/** Reef asked because the agent goes in circles: the answer is said to the agent like any other word of a person. */
function help(text: string, actor: EventActor, { newMessageId }: CommandFacts): Decision {
  return {
    ok: true,
    events: [
      { type: 'message-received', actor, data: { messageId: newMessageId, text } },
      { type: 'run-resumed', actor, data: { reason: 'The question was answered.' } },
    ],
    wake: true,
  }
}
