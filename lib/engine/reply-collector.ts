/** Gathers the stream of one model step into neutral parts, and hands the pieces on as they come. */
import type { TextStreamPart, ToolSet } from 'ai'
import type { VendorId } from '../providers/vendors'
import type { ReplyPart, ToolCallPart } from '../runs/message'
import type { Json } from '../shared/json'
import { stampOrigin } from './model-messages'
import type { ReportedUsage } from './usage-record'

export type StreamPart = TextStreamPart<ToolSet>

/** A piece of an answer. `callId` and `name` stand with tool input. */
export interface ModelDelta {
  kind: 'text' | 'reasoning' | 'tool-input'
  text: string
  callId?: string
  name?: string
}

export interface StepEnd {
  finishReason: string
  rawFinishReason: string | undefined
  usage: ReportedUsage
  responseId: string | undefined
  responseModel: string | undefined
  providerMetadata: unknown
}

type Metadata = ReplyPart['providerMetadata']
type Spoken = { type: 'text' | 'reasoning'; text: string; providerMetadata?: Metadata }
interface Typed {
  name: string
  text: string
}

export class ReplyCollector {
  /** The first error in the stream; the stream may go on after one. */
  error: unknown
  end: StepEnd | undefined
  /** Characters of text, reasoning and tool input so far. */
  characters = 0
  private readonly order: (Spoken | ToolCallPart)[] = []
  private readonly open = new Map<string, Spoken>()
  private readonly typed = new Map<string, Typed>()

  constructor(
    private readonly vendor: VendorId,
    private readonly onDelta: ((delta: ModelDelta) => void) | undefined,
  ) {}

  /** Takes one part. True when it is output of the model (not bookkeeping). */
  take(part: StreamPart): boolean {
    switch (part.type) {
      case 'text-start':
      case 'reasoning-start':
        this.begin(
          part.type === 'text-start' ? 'text' : 'reasoning',
          part.id,
          toMetadata(part.providerMetadata),
        )
        return false
      case 'text-delta':
      case 'reasoning-delta':
        return this.append(part.type === 'text-delta' ? 'text' : 'reasoning', part)
      case 'text-end':
      case 'reasoning-end':
        this.finish(part.type === 'text-end' ? 'text' : 'reasoning', part)
        return false
      case 'tool-input-start':
        this.typed.set(part.id, { name: part.toolName, text: '' })
        this.onDelta?.({ kind: 'tool-input', text: '', callId: part.id, name: part.toolName })
        return true
      case 'tool-input-delta':
        return this.appendInput(part.id, part.delta)
      case 'tool-call':
        this.typed.delete(part.toolCallId)
        // A tool that the vendor ran itself is part of how it answered, not a call for us.
        if (part.providerExecuted !== true) this.order.push(this.toolCall(part))
        return true
      case 'error':
        this.error ??= part.error ?? new Error('The provider reported an error without a reason')
        return false
      case 'finish-step':
        this.end = {
          finishReason: part.finishReason,
          rawFinishReason: part.rawFinishReason,
          usage: part.usage,
          responseId: part.response.id,
          responseModel: part.response.modelId,
          providerMetadata: part.providerMetadata,
        }
        return false
      default:
        return false
    }
  }

  /** The parts so far, in order. Tool calls that were never completed come last, with their problem. */
  parts(): ReplyPart[] {
    const cutOff = Array.from(this.typed, ([callId, { name, text }]) => ({
      type: 'tool-call' as const,
      callId,
      name,
      input: text,
      problem: 'The arguments were cut off.',
    }))
    const spoken = this.order.filter(
      part => part.type === 'tool-call' || part.text !== '' || part.providerMetadata !== undefined,
    )
    return [...spoken.map(part => this.stamped(part)), ...cutOff]
  }

  private begin(type: Spoken['type'], id: string, providerMetadata: Metadata): Spoken {
    const part: Spoken = { type, text: '', ...(providerMetadata ? { providerMetadata } : {}) }
    this.open.set(`${type} ${id}`, part)
    this.order.push(part)
    return part
  }

  private append(
    type: Spoken['type'],
    piece: { id: string; text: string; providerMetadata?: unknown },
  ): boolean {
    const part = this.open.get(`${type} ${piece.id}`) ?? this.begin(type, piece.id, undefined)
    part.text += piece.text
    this.characters += piece.text.length
    this.keepMetadata(part, piece.providerMetadata)
    if (piece.text === '') return false
    this.onDelta?.({ kind: type, text: piece.text })
    return true
  }

  private finish(type: Spoken['type'], piece: { id: string; providerMetadata?: unknown }): void {
    const part = this.open.get(`${type} ${piece.id}`)
    if (part) this.keepMetadata(part, piece.providerMetadata)
    this.open.delete(`${type} ${piece.id}`)
  }

  private keepMetadata(part: Spoken, found: unknown): void {
    const metadata = toMetadata(found)
    if (metadata) part.providerMetadata = metadata
  }

  private appendInput(callId: string, text: string): boolean {
    const typed = this.typed.get(callId)
    if (!typed) return false
    typed.text += text
    this.characters += text.length
    this.onDelta?.({ kind: 'tool-input', text, callId, name: typed.name })
    return true
  }

  private toolCall(part: Extract<StreamPart, { type: 'tool-call' }>): ToolCallPart {
    const metadata = toMetadata(part.providerMetadata)
    const call = { type: 'tool-call' as const, callId: part.toolCallId, name: part.toolName }
    const kept = metadata ? { providerMetadata: metadata } : {}
    // An unknown tool is also "invalid" to the SDK, but its arguments are fine: the runner names the tools there are.
    const isBroken = 'invalid' in part && part.invalid === true && typeof part.input === 'string'
    if (!isBroken) return { ...call, input: toJson(part.input), ...kept }
    return { ...call, input: toJson(part.input), problem: 'The arguments are not valid JSON.', ...kept }
  }

  private stamped(part: Spoken | ToolCallPart): ReplyPart {
    if (part.type !== 'reasoning' && part.providerMetadata === undefined) return part
    return { ...part, providerMetadata: stampOrigin(part.providerMetadata, this.vendor) }
  }
}

function toMetadata(value: unknown): Metadata {
  if (typeof value !== 'object' || value === null) return undefined
  const entries = Object.entries(value).filter(
    ([, inner]) => typeof inner === 'object' && inner !== null && Object.keys(inner).length > 0,
  )
  return entries.length > 0 ? (toJson(Object.fromEntries(entries)) as Record<string, Json>) : undefined
}

/** The SDK types arguments and metadata as unknown; they were parsed from JSON. */
function toJson(value: unknown): Json {
  return (value ?? {}) as Json
}
