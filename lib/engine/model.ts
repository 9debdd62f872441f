/** The one door to the AI SDK: one streamed model step in, one outcome out; nothing here throws over a bad server. */
import type { streamText } from 'ai'
import type { ModelError, ModelRequest, ReplyPart } from '../runs/message'
import { compileRedactor } from '../shared/redact'
import { cacheControls } from './cache-controls'
import { effortControls } from './effort'
import { estimateUsage } from './estimate-usage'
import { type CallFailure, judgeReply, type ModelOutcome } from './judge-reply'
import { brokeOff, toModelError } from './model-error'
import type { ModelHandle } from './model-handle'
import { toSdkMessages } from './model-messages'
import { type ModelDelta, ReplyCollector, type StreamPart } from './reply-collector'

export type { ModelOutcome } from './judge-reply'
export type { ModelDelta } from './reply-collector'

export interface CallOptions {
  signal?: AbortSignal
  /** Called for each piece as it arrives; shown, never stored. */
  onDelta?: (delta: ModelDelta) => void
  /** Bytes of the files in the messages, by hash. */
  bytes?: ReadonlyMap<string, Uint8Array>
  /** Milliseconds of silence to bear, instead of the handle's own. */
  timeouts?: { firstMs?: number; idleMs?: number }
}

/**
 * Calls a model once. Retries are the runner's business, so a failure comes back at once, named, with the parts
 * that had arrived. Throws only over a programming error (an `onDelta` that throws, a handle that is no object).
 */
export async function callModel(
  handle: ModelHandle,
  request: ModelRequest,
  options: CallOptions = {},
): Promise<ModelOutcome> {
  const sdk = await loadSdk()
  const watch = new SilenceWatch({ ...handle.timeouts, ...options.timeouts })
  const signal = options.signal ? AbortSignal.any([options.signal, watch.signal]) : watch.signal
  const collector = new ReplyCollector(handle.vendor, options.onDelta)
  const startedAt = performance.now()
  let firstOutputMs: number | null = null
  let thrown: unknown
  let isOver = false
  try {
    if (options.signal?.aborted) return aborted([], { firstOutputMs, totalMs: 0 })
    const parts = sdk
      .streamText(sdkRequest(sdk, handle, request, signal, options.bytes))
      .stream[Symbol.asyncIterator]()
    for (;;) {
      let next: Awaited<ReturnType<typeof parts.next>>
      try {
        next = await parts.next()
      } catch (error) {
        thrown = error ?? new Error('The stream broke off without a reason')
        break
      }
      if (next.done) break
      if (isSignOfLife(next.value)) watch.heard()
      if (collector.take(next.value) && firstOutputMs === null) firstOutputMs = performance.now() - startedAt
      if (collector.characters > longestReply) {
        thrown = new EndlessReplyError()
        break
      }
    }
    isOver = thrown === undefined
  } finally {
    watch.stop(isOver)
  }
  const timing = { firstOutputMs, totalMs: performance.now() - startedAt }
  const failed = failure(handle, options.signal, watch, thrown, collector)
  return judgeReply(collector, failed, timing, parts => estimateUsage(request, parts))
}

/** Characters after which an answer is given up: far beyond any model's own limit. */
const longestReply = 8_000_000

class EndlessReplyError extends Error {
  override readonly name = 'InvalidResponseData'
  override readonly message = 'it does not end'
}

/**
 * The SDK says `start` before the provider has said anything, and a provider that only sends empty pieces keeps its
 * connection alive, not its answer.
 */
function isSignOfLife(part: StreamPart): boolean {
  switch (part.type) {
    case 'start':
    case 'start-step':
    case 'raw':
      return false
    case 'text-delta':
    case 'reasoning-delta':
      return part.text !== ''
    case 'tool-input-delta':
      return part.delta !== ''
    default:
      return true
  }
}

type Sdk = { streamText: typeof streamText; jsonSchema: typeof import('ai').jsonSchema }

let loaded: Promise<Sdk> | undefined

/** Loads the SDK at the first call and closes its way to the hosted gateway. */
function loadSdk(): Promise<Sdk> {
  loaded ??= Promise.all([import('ai'), import('./gateway-guard')]).then(([sdk, guard]) => {
    guard.closeGateway()
    return {
      streamText: sdk.experimental_streamTextLowMemory as typeof streamText,
      jsonSchema: sdk.jsonSchema,
    }
  })
  return loaded
}

function sdkRequest(
  sdk: Sdk,
  handle: ModelHandle,
  request: ModelRequest,
  signal: AbortSignal,
  bytes: CallOptions['bytes'],
) {
  const controls = cacheControls(handle.vendor, handle.modelId, request)
  const lastTool = request.tools.at(-1)
  const tools = Object.fromEntries(
    request.tools.map(definition => [
      definition.name,
      {
        description: definition.description,
        inputSchema: sdk.jsonSchema(definition.inputSchema),
        ...(definition === lastTool && controls.lastTool ? { providerOptions: controls.lastTool } : {}),
      },
    ]),
  )
  const instructions = controls.instructions
    ? { role: 'system' as const, content: request.instructions, providerOptions: controls.instructions }
    : request.instructions
  const effort = effortControls(handle.vendor, request.effort)
  const callOptions = {
    ...controls.call,
    ...statelessness(handle, controls.call),
    ...effort.providerOptions,
  }
  return {
    model: handle.languageModel,
    ...(request.instructions === '' ? {} : { instructions }),
    ...(request.tools.length > 0 ? { tools } : {}),
    messages: toSdkMessages(request.messages, {
      vendor: handle.vendor,
      breakpoints: controls.messages,
      bytes,
    }),
    ...(request.maxOutputTokens === undefined ? {} : { maxOutputTokens: request.maxOutputTokens }),
    ...(Object.keys(callOptions).length > 0 ? { providerOptions: callOptions } : {}),
    ...(effort.reasoning ? { reasoning: effort.reasoning } : {}),
    maxRetries: 0,
    abortSignal: signal,
    onError: () => undefined,
  }
}

/** Nothing is kept at OpenAI or xAI: reasoning comes back encrypted and travels with the messages. */
function statelessness(handle: ModelHandle, call: ReturnType<typeof cacheControls>['call']) {
  const { vendor } = handle
  return vendor === 'openai' || vendor === 'xai' ? { [vendor]: { ...call?.[vendor], store: false } } : {}
}

function failure(
  handle: ModelHandle,
  signal: AbortSignal | undefined,
  watch: SilenceWatch,
  thrown: unknown,
  collector: ReplyCollector,
): CallFailure | null {
  if (watch.message)
    return { error: { code: 'timeout', message: watch.message, retryable: true }, isUnheard: true }
  if (signal?.aborted) return { error: abortError, isUnheard: true }
  const cause = thrown ?? collector.error
  if (cause === undefined) return null
  const error = toModelError(cause, compileRedactor(handle.secrets).redact)
  return { error, isUnheard: error.code === 'timeout' || (error.code === 'network' && brokeOff(cause)) }
}

const abortError: ModelError = { code: 'aborted', message: 'The call was stopped.', retryable: false }

function aborted(
  parts: ReplyPart[],
  timing: { firstOutputMs: number | null; totalMs: number },
): ModelOutcome {
  return { ok: false, error: abortError, parts, usageReported: false, timing }
}

/** Ends a call that has gone silent: one timer, pushed on with each piece. */
class SilenceWatch {
  private readonly controller = new AbortController()
  private timer: NodeJS.Timeout
  private hasHeard = false
  message: string | undefined

  constructor(private readonly limits: { firstMs: number; idleMs: number }) {
    this.timer = setTimeout(() => this.expire(limits.firstMs), limits.firstMs)
  }

  get signal(): AbortSignal {
    return this.controller.signal
  }

  heard(): void {
    if (this.hasHeard) {
      this.timer.refresh()
      return
    }
    this.hasHeard = true
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.expire(this.limits.idleMs), this.limits.idleMs)
  }

  /** Ends the watch, and the connection too unless the answer came to its end. */
  stop(isOver: boolean): void {
    clearTimeout(this.timer)
    if (!isOver) this.controller.abort()
  }

  private expire(limit: number): void {
    this.message = `The provider sent nothing for ${Math.round(limit / 100) / 10} s.`
    this.controller.abort(new Error(this.message))
  }
}
