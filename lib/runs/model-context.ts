/** What the model sees next: one pure function from the state to the request. Append-only: nothing earlier changes. */
import type { ModelMessage, ModelRequest, ReplyPart, ToolDefinition, ToolResultPart } from './message'
import { deliverableMessages, type RunState, recipeOf, type StepState } from './run-state'

/** The frozen start of every request of a run: instructions, then one line per skill. */
export function instructionsOf(state: RunState): string {
  const recipe = recipeOf(state)
  if (recipe.skills.length === 0) return recipe.instructions
  const lines = recipe.skills.map(skill => `- ${skill.name}: ${skill.description}`)
  return `${recipe.instructions}\n\nSkills (open one with the skill tool before you rely on it):\n${lines.join('\n')}`
}

/** The first message: the task in the person's words, and what lies in the work folder. */
export function taskMessage(state: RunState): string {
  const { instructions, files } = state.created
  if (files.length === 0) return instructions
  const lines = files.map(file => `- ${file.path} (${file.size} bytes)`)
  return `${instructions}\n\nFiles in the work folder:\n${lines.join('\n')}`
}

/** Restores a large part from its content hash; the engine gives one that knows the bytes. */
export type RestorePart = (part: ReplyPart) => ReplyPart

/** Messages that can no longer change, kept by the step that they come from. */
export type SettledMessages = WeakMap<StepState, ModelMessage[]>

/**
 * Builds the request for the next model call. `pending` messages count as delivered by that call. `settled` spares
 * the work for steps that are over and keeps their messages identical as objects, so that hashing can stop early.
 */
export function buildRequest(
  state: RunState,
  tools: ToolDefinition[],
  restore: RestorePart,
  settled: SettledMessages = new WeakMap(),
): ModelRequest {
  const messages: ModelMessage[] = [{ role: 'user', text: taskMessage(state) }]
  for (const item of [...state.history, ...deliverableMessages(state)]) {
    if (item.kind === 'message') messages.push({ role: 'user', text: item.text })
    else messages.push(...messagesOfStep(state, state.steps[item.step - 1], restore, settled))
  }
  return {
    instructions: instructionsOf(state),
    tools,
    messages,
    maxOutputTokens: recipeOf(state).limits.outputTokens,
    // A fork sends what its source sent: the vendor's cache of it is warm.
    cacheKey: state.fork?.fromRunId ?? state.runId,
  }
}

function messagesOfStep(
  state: RunState,
  step: StepState | undefined,
  restore: RestorePart,
  settled: SettledMessages,
): ModelMessage[] {
  if (!step || step.parts.length === 0) return []
  const known = settled.get(step)
  if (known) return known
  const calls = step.toolCallIds.flatMap(id => state.toolCalls[id] ?? [])
  const messages: ModelMessage[] = [{ role: 'assistant', parts: step.parts.map(restore) }]
  if (calls.length > 0) {
    const results: ToolResultPart[] = calls.map(call => ({
      callId: call.callId,
      name: call.name,
      output: call.output ?? '',
      isError: call.isError ?? false,
    }))
    messages.push({ role: 'tool', results })
  }
  if (calls.every(call => call.status === 'finished')) settled.set(step, messages)
  return messages
}
