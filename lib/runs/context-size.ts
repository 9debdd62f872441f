/** How much of the model's window the next request will fill, from the last reported usage and what is new. Pure. */
import { type ModelAttempt, type RunState, recipeOf, type StepState, type ToolCallState } from './run-state'
import { deliverableMessages } from './waiting-messages'

/** Fewer characters than in English prose, so that the estimate errs on the safe side. */
const charactersPerToken = 3.5

/** A window is taken to be this large while nobody knows better. */
const assumedWindow = 128_000

/** Tokens that one attached picture may cost, and one page-ful of a PDF; vendors differ, this is the dear end. */
export const tokensPerImage = 1_600
const bytesPerPage = 50_000
const tokensPerPage = 2_000

export function tokensOf(characters: number): number {
  return Math.ceil(characters / charactersPerToken)
}

/** What the attached files that a model can look at may cost in tokens. */
export function tokensOfFile(file: { mediaType?: string | undefined; size: number }): number {
  if (file.mediaType === undefined) return 0
  return file.mediaType === 'application/pdf'
    ? Math.ceil(file.size / bytesPerPage) * tokensPerPage
    : tokensPerImage
}

/** Tokens that a request may have: the window without the room for the answer. */
export function roomOf(state: RunState): number {
  const window = windowOf(state)
  return window - Math.min(state.limits.outputTokens, Math.floor(window / 4))
}

/** The model's window; a smaller one where requests below it were refused as too long. */
export function windowOf(state: RunState): number {
  const known = state.model?.contextTokens ?? assumedWindow
  const refused = state.compactions.filter(one => one.overflow).map(one => Math.floor(one.tokensBefore * 0.9))
  return Math.max(2_000, Math.min(known, ...refused))
}

/** Estimated tokens of the next request. */
export function contextTokens(state: RunState): number {
  const last = state.steps.findLast(step => step.repliedAt !== undefined)
  const waiting = deliverableMessages(state).reduce((sum, message) => sum + message.text.length, 0)
  const compaction = state.compactions.at(-1)
  if (compaction && compaction.step > (last?.step ?? 0)) return compaction.tokensAfter
  if (!last) return tokensOf(firstCharacters(state) + waiting)
  const usage = usageOf(last)
  const since = sum(last.toolCallIds.map(id => newCharacters(state.toolCalls[id])))
  const sent =
    usage > 0 ? usage : tokensOf(firstCharacters(state) + sum(state.steps.map(s => sizeOf(state, s))))
  return sent + tokensOf(since + waiting + openStepCharacters(state))
}

/** About what a reference to an earlier result takes, characters. */
const referenceCharacters = 130

function newCharacters(call: ToolCallState | undefined): number {
  return call?.sameAs === undefined ? (call?.output?.length ?? 0) : referenceCharacters
}

function usageOf(step: StepState): number {
  const usage: ModelAttempt['usage'] = step.attempts.at(-1)?.usage
  return usage ? Object.values(usage).reduce((all, count) => all + count, 0) : 0
}

/** Messages that the call under way has taken in, which no usage counts yet. */
function openStepCharacters(state: RunState): number {
  let characters = 0
  for (const item of state.history.toReversed()) {
    if (item.kind === 'message') characters += item.text.length
    else if (state.steps[item.step - 1]?.repliedAt !== undefined) break
  }
  return characters
}

/** Characters with which every request of the run begins. Definitions of tools are short and taken as a constant. */
function firstCharacters(state: RunState): number {
  const recipe = recipeOf(state)
  const skills = sum(recipe.skills.map(skill => skill.name.length + skill.description.length))
  const files = sum(state.created.files.map(file => file.path.length + 20))
  const seen = sum(state.created.files.map(tokensOfFile)) * charactersPerToken
  const catalogue = sum((recipe.catalogue?.sent ?? []).map(({ size }) => size))
  return (
    catalogue + recipe.instructions.length + state.created.instructions.length + skills + files + seen + 3_000
  )
}

/** Characters that a step adds to the requests after it. */
export function sizeOf(state: RunState, step: StepState): number {
  const said = step.parts.map(part =>
    part.type === 'tool-call' ? JSON.stringify(part.input).length + 60 : part.text.length,
  )
  const results = step.toolCallIds.map(id => (state.toolCalls[id]?.output?.length ?? 0) + 60)
  return sum([...said, ...results])
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}
