/** What a request is made of: its pieces in the order in which a provider reads them, each with its size. Pure. */
import { wantedWords } from './call-words'
import { carriedText } from './carried'
import { maskedCalls, pointerTo } from './compaction'
import { tokensOfFile } from './context-size'
import { shownFiles, taskMessage } from './model-context'
import {
  type Compaction,
  type HistoryItem,
  type RunMessage,
  type RunState,
  recipeOf,
  type StepState,
  type ToolCallState,
} from './run-state'
import { referenceTo } from './same-result'

export const pieceKinds = [
  'tools',
  'instructions',
  'skills',
  'messages',
  'notes',
  'answers',
  'files',
  'results',
  'beside',
] as const
export type PieceKind = (typeof pieceKinds)[number]

export interface Piece {
  /** Names the piece through all requests that carry it. */
  key: string
  kind: PieceKind
  label: string
  /** The step that it came from; null for what every request begins with. */
  step: number | null
  /** The tool call whose result it is. */
  callId: string | null
  /** Characters in the request: a weight, not a count of tokens. */
  size: number
}

export interface ToolSize {
  name: string
  /** Characters of its definition. */
  size: number
}

/** Characters that the frame around a message or a result takes. */
const frame = 24
const charactersPerToken = 4

/** What stands before the history: tools, instructions, lists, the task with its files. */
export function fixedPieces(state: RunState, tools: readonly ToolSize[]): Piece[] {
  const { instructions, skills, team = [] } = recipeOf(state)
  const listed = (lines: readonly { name: string; description: string }[]): number =>
    lines.reduce((sum, { name, description }) => sum + name.length + description.length + 5, 0)
  const pieces: Piece[] = [
    ...tools.map(({ name, size }) => first(`tool.${name}`, 'tools', name, size)),
    first('instructions', 'instructions', 'Instructions', instructions.length),
    first('skills', 'skills', 'List of skills', listed(skills)),
    first('team', 'instructions', 'List of agents', listed(team)),
    first('task', 'messages', 'The task', taskMessage(state).length + frame),
    ...shownFiles(state).map(file =>
      first(`file.${file.path}`, 'files', file.path, tokensOfFile(file) * charactersPerToken),
    ),
  ]
  return pieces.filter(piece => piece.size > 0)
}

function first(key: string, kind: PieceKind, label: string, size: number): Piece {
  return { key, kind, label, step: null, callId: null, size }
}

/** What stands for the steps that are told shorter. */
export function carriedPiece(state: RunState, compaction: Compaction): Piece {
  const size = carriedText(state, compaction).length + frame
  const label = `Steps 1 to ${compaction.throughStep}, told shorter`
  return { key: `carried.${compaction.seq}`, kind: 'notes', label, step: compaction.step, callId: null, size }
}

/** The pieces of one item of the history. `masked`: calls whose results are left out of this request. */
export function piecesOfItem(state: RunState, item: HistoryItem, masked: ReadonlySet<string>): Piece[] {
  if (item.kind === 'message') return [messagePiece(item)]
  const step = state.steps[item.step - 1]
  return step && step.parts.length > 0 ? piecesOfStep(state, step, masked) : []
}

function messagePiece({ messageId, text, cause, actor }: RunMessage): Piece {
  const words = text.replace(/\s+/g, ' ').slice(0, 80)
  return {
    key: `message.${messageId}`,
    kind: cause ? 'notes' : 'messages',
    label: `${cause ? 'Reef' : actor.name}: ${words}`,
    step: null,
    callId: null,
    size: text.length + frame,
  }
}

function piecesOfStep(state: RunState, step: StepState, masked: ReadonlySet<string>): Piece[] {
  const answer: Piece = {
    key: `answer.${step.step}`,
    kind: 'answers',
    label: `Answer of step ${step.step}`,
    step: step.step,
    callId: null,
    size: answerSize(step),
  }
  const calls = step.toolCallIds.flatMap(id => state.toolCalls[id] ?? [])
  return [answer, ...calls.map(call => resultPiece(state, call, masked))]
}

/** Large parts stand in the log as previews: then the tokens of the answer say more. */
function answerSize({ parts, attempts }: StepState): number {
  const sizes = parts.map(part => {
    if (part.type === 'reasoning') return part.providerMetadata ? part.text.length : 0
    return part.type === 'text'
      ? part.text.length
      : JSON.stringify(part.input).length + part.name.length + frame
  })
  const size = sizes.reduce((sum, one) => sum + one, frame)
  const tokens = parts.some(part => part.hash) ? (attempts.at(-1)?.usage?.outputText ?? 0) : 0
  return Math.max(size, tokens * charactersPerToken)
}

const kindOfTool: Record<string, PieceKind> = { read: 'files', skill: 'skills', plan: 'notes' }

function resultPiece(state: RunState, call: ToolCallState, masked: ReadonlySet<string>): Piece {
  return {
    key: `result.${call.callId}`,
    kind: kindOfTool[call.name] ?? 'results',
    label: wantedWords(call),
    step: call.step,
    callId: call.callId,
    size: resultSize(state, call, masked) + frame,
  }
}

function resultSize(state: RunState, call: ToolCallState, masked: ReadonlySet<string>): number {
  if (masked.has(call.callId)) return pointerTo(call).length
  const like = call.sameAs === undefined ? undefined : state.toolCalls[call.sameAs]
  return like && !masked.has(like.callId) ? referenceTo(like, call).length : (call.output?.length ?? 0)
}

/** Compactions that were made before this attempt of the step, and what they leave out. */
export function compactionsBefore(
  state: RunState,
  step: number,
  attempt: { calledAt: string; isFirst: boolean },
): { made: Compaction[]; masked: ReadonlySet<string> } {
  const made = state.compactions.filter(
    one =>
      one.step < step ||
      (one.step === step && (one.overflow ? !attempt.isFirst && one.at <= attempt.calledAt : true)),
  )
  return { made, masked: maskedCalls({ ...state, compactions: made }) }
}
