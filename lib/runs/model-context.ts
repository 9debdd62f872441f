/** What the model sees next: one pure function from the state to the request. Append-only: nothing earlier changes. */
import type { AttachedFile, VisibleType } from '../files/schema'
import { cacheLifetimeOf } from './cache-lifetime'
import { carriedText } from './carried'
import { resultText, shownCalls } from './compaction'
import type {
  ModelMessage,
  ModelRequest,
  ReplyPart,
  ToolDefinition,
  ToolResultPart,
  VisibleFile,
} from './message'
import { type Compaction, type HistoryItem, type RunState, recipeOf, type StepState } from './run-state'
import { type IsShown, sharedWith } from './same-result'
import { deliverableMessages } from './waiting-messages'

/** The frozen start of every request of a run: instructions, then one line per skill and per agent to hand work to. */
export function instructionsOf(state: RunState): string {
  const { instructions, skills, team = [] } = recipeOf(state)
  const blocks = [
    instructions,
    listed('Skills (open one with the skill tool before you rely on it):', skills),
    listed('Agents you can hand work to with delegate:', team),
  ]
  return blocks.filter(block => block !== '').join('\n\n')
}

function listed(title: string, lines: readonly { name: string; description: string }[]): string {
  if (lines.length === 0) return ''
  return [title, ...lines.map(({ name, description }) => `- ${name}: ${description}`)].join('\n')
}

/** Largest files that are shown, bytes: what the strictest vendor takes, and what one request should hold. */
const largestShown = { image: 5 * 1024 * 1024, pdf: 20 * 1024 * 1024 }
const mostShownBytes = 24 * 1024 * 1024
const mostShownFiles = 20

/** The attached pictures and PDFs that the run's model looks at, in their order, as far as one request holds them. */
export function shownFiles(state: RunState): VisibleFile[] {
  const sees = state.model?.sees ?? []
  const shown: VisibleFile[] = []
  let bytes = 0
  for (const { path, hash, size, mediaType } of state.created.files) {
    if (!mediaType) continue
    const kind = kindOf(mediaType)
    if (!sees.includes(kind) || size > largestShown[kind] || bytes + size > mostShownBytes) continue
    if (shown.length === mostShownFiles) break
    bytes += size
    shown.push({ path, hash, size, mediaType })
  }
  return shown
}

function kindOf(mediaType: VisibleType): 'image' | 'pdf' {
  return mediaType === 'application/pdf' ? 'pdf' : 'image'
}

/** The first message: the task in the person's words, and what lies in the work folder. */
export function taskMessage(state: RunState): string {
  const { instructions, files } = state.created
  if (files.length === 0) return instructions
  const shown = new Set(shownFiles(state).map(file => file.path))
  const lines = files.map(file => `- ${file.path} (${file.size} bytes${sight(state, file, shown)})`)
  return `${instructions}\n\nFiles in the work folder:\n${lines.join('\n')}`
}

/** Says of a picture or PDF whether the model sees it, so that it never describes what it has not seen. */
function sight(state: RunState, file: AttachedFile, shown: ReadonlySet<string>): string {
  if (!file.mediaType) return ''
  if (shown.has(file.path)) return ', shown below'
  const kind = kindOf(file.mediaType)
  const name = kind === 'pdf' ? 'a PDF' : 'an image'
  const isSeen = state.model?.sees?.includes(kind) ?? false
  return isSeen ? `, ${name} too large to be shown` : `, ${name} that you cannot see`
}

/** Restores a large part from its content hash; the engine gives one that knows the bytes. */
export type RestorePart = (part: ReplyPart) => ReplyPart

/** Messages of steps that are over, kept by step for as long as the same results stand in them. */
export type SettledMessages = WeakMap<StepState, { standing: string; messages: ModelMessage[] }>

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
  const messages: ModelMessage[] = [firstMessage(state)]
  const view: View = { state, restore, settled, isShown: shownCalls(state) }
  for (const item of [...historyAfter(state, messages), ...deliverableMessages(state)]) {
    if (item.kind === 'message') messages.push({ role: 'user', text: item.text })
    else messages.push(...messagesOfStep(view, state.steps[item.step - 1]))
  }
  return {
    instructions: instructionsOf(state),
    tools,
    messages,
    maxOutputTokens: state.limits.outputTokens,
    cacheKey: cacheKeyOf(state),
    ...(cacheLifetimeOf(state) === '1h' ? { cacheLifetime: '1h' } : {}),
  }
}

/** A fork sends what its source sent, and some children begin as their parent does: that cache is warm. */
export function cacheKeyOf({ runId, fork, created }: RunState): string {
  return fork?.fromRunId ?? created.delegation?.cacheKey ?? runId
}

function firstMessage(state: RunState): ModelMessage {
  const files = shownFiles(state)
  return { role: 'user', text: taskMessage(state), ...(files.length > 0 ? { files } : {}) }
}

/** The history that the model still sees word for word; what stands for the rest goes into `messages`. */
function historyAfter(state: RunState, messages: ModelMessage[]): HistoryItem[] {
  const compaction = state.compactions.findLast(one => one.kind !== 'mask')
  if (!compaction) return state.history
  messages.push(carriedMessage(state, compaction))
  const told = state.history.findLastIndex(
    item => item.kind === 'step' && item.step <= compaction.throughStep,
  )
  return state.history.slice(told + 1)
}

const carried = new WeakMap<Compaction, ModelMessage>()

/** What is carried over is over: the text is the same for as long as this compaction is the last. */
function carriedMessage(state: RunState, compaction: Compaction): ModelMessage {
  const known = carried.get(compaction)
  if (known) return known
  const message: ModelMessage = { role: 'user', text: carriedText(state, compaction) }
  carried.set(compaction, message)
  return message
}

interface View {
  state: RunState
  restore: RestorePart
  settled: SettledMessages
  isShown: IsShown
}

function messagesOfStep(view: View, step: StepState | undefined): ModelMessage[] {
  if (!step || step.parts.length === 0) return []
  const { state, restore, settled, isShown } = view
  const calls = step.toolCallIds.flatMap(id => state.toolCalls[id] ?? [])
  // What stands for each result: a pointer to a file, a reference to another call, or the result itself.
  const standing = calls
    .map(call => (isShown(call) ? (sharedWith(state, call, isShown)?.callId ?? '') : '-'))
    .join(' ')
  const known = settled.get(step)
  if (known?.standing === standing) return known.messages
  const messages: ModelMessage[] = [{ role: 'assistant', parts: step.parts.map(restore) }]
  if (calls.length > 0) {
    const results: ToolResultPart[] = calls.map(call => ({
      callId: call.callId,
      name: call.calledAs ?? call.name,
      output: resultText(state, call, isShown),
      isError: call.isError ?? false,
    }))
    messages.push({ role: 'tool', results })
  }
  if (calls.every(call => call.status === 'finished')) settled.set(step, { standing, messages })
  return messages
}
