/** The scripted model: plays a script through the same door as a real model. It simulates tokens; it cannot think. */
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
  LanguageModelV4Usage,
} from '@ai-sdk/provider'
import { estimateTokens } from './estimate-usage'
import type { ModelHandle } from './model-handle'
import { fillIn, positionAfter, type Script, type TurnResult } from './script'

/** Thrown for a task that is not the script's own; it names the way out. */
class ScriptRefusal extends Error {
  /** Read as an HTTP status by the error table: a bad request, not to be retried. */
  readonly statusCode = 400
  override readonly name = 'ScriptRefusal'

  constructor(script: Script) {
    super(`This demo plays the script "${script.title}" and cannot think. Connect a model for other tasks.`)
  }
}

/** A handle that plays the script; for the demo, for tests and for the bench. */
export function scriptedHandle(script: Script): ModelHandle {
  return {
    vendor: 'demo',
    modelId: script.name,
    baseUrl: null,
    kind: 'scripted',
    timeouts: { firstMs: 60_000, idleMs: 60_000 },
    secrets: [],
    languageModel: scriptedModel(script),
  }
}

export function scriptedModel(script: Script): LanguageModelV4 {
  return {
    specificationVersion: 'v4',
    provider: 'demo',
    modelId: script.name,
    supportedUrls: {},
    doGenerate: async options => generate(script, options),
    doStream: async options => stream(script, options),
  }
}

interface Answer {
  content: LanguageModelV4Content[]
  finish: 'stop' | 'tool-calls'
  usage: LanguageModelV4Usage
}

function answer(script: Script, { prompt, tools }: LanguageModelV4CallOptions): Answer {
  if (!firstUserText(prompt).includes(script.instructions)) throw new ScriptRefusal(script)
  const turns = turnsOf(prompt)
  const position = positionAfter(script, turns)
  const content: LanguageModelV4Content[] = []
  if (position.kind === 'over') content.push({ type: 'text', text: 'The script is over.' })
  else {
    const { step, values } = position
    if (step.reasoning) content.push({ type: 'reasoning', text: fillIn(step.reasoning, values) })
    if (step.text) content.push({ type: 'text', text: fillIn(step.text, values) })
    for (const [index, call] of (step.calls ?? []).entries()) {
      const toolCallId = `${script.name}-${turns.length + 1}-${index + 1}`
      content.push({
        type: 'tool-call',
        toolCallId,
        toolName: call.name,
        input: fillIn(JSON.stringify(call.input), values),
      })
    }
  }
  const isCalling = content.some(part => part.type === 'tool-call')
  return { content, finish: isCalling ? 'tool-calls' : 'stop', usage: simulatedUsage(prompt, tools, content) }
}

function generate(script: Script, options: LanguageModelV4CallOptions): LanguageModelV4GenerateResult {
  const { content, finish, usage } = answer(script, options)
  return { content, finishReason: { unified: finish, raw: finish }, usage, warnings: [] }
}

function stream(script: Script, options: LanguageModelV4CallOptions): LanguageModelV4StreamResult {
  const parts = streamParts(script, answer(script, options))
  const { pieceMs } = script.pace
  const signal = options.abortSignal
  return {
    stream: new ReadableStream<LanguageModelV4StreamPart>({
      async pull(controller) {
        const next = parts.next()
        if (next.done) return controller.close()
        if (pieceMs > 0 && next.value.type.endsWith('-delta')) await pause(pieceMs, signal)
        if (signal?.aborted) return controller.error(signal.reason)
        controller.enqueue(next.value)
      },
    }),
  }
}

function* streamParts(
  script: Script,
  { content, finish, usage }: Answer,
): Generator<LanguageModelV4StreamPart> {
  yield { type: 'stream-start', warnings: [] }
  for (const [index, part] of content.entries()) {
    const id = String(index)
    if (part.type === 'text' || part.type === 'reasoning') {
      yield { type: `${part.type}-start`, id }
      for (const delta of pieces(part.text, script.pace.pieceLength))
        yield { type: `${part.type}-delta`, id, delta }
      yield { type: `${part.type}-end`, id }
    } else if (part.type === 'tool-call') {
      yield { type: 'tool-input-start', id: part.toolCallId, toolName: part.toolName }
      for (const delta of pieces(part.input, script.pace.pieceLength))
        yield { type: 'tool-input-delta', id: part.toolCallId, delta }
      yield { type: 'tool-input-end', id: part.toolCallId }
      yield part
    }
  }
  yield { type: 'finish', finishReason: { unified: finish, raw: finish }, usage }
}

function* pieces(text: string, length: number): Generator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length)
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise(done => {
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      done()
    }
    const timer = setTimeout(end, milliseconds)
    signal?.addEventListener('abort', end)
  })
}

function firstUserText(prompt: LanguageModelV4Prompt): string {
  const first = prompt.find(message => message.role === 'user')
  return first?.role === 'user'
    ? first.content.map(part => (part.type === 'text' ? part.text : '')).join('')
    : ''
}

/** Each assistant message is a turn; what the tools brought back stands in the messages behind it. */
function turnsOf(prompt: LanguageModelV4Prompt): TurnResult[] {
  const turns: { outputs: string[]; anyError: boolean }[] = []
  for (const message of prompt) {
    if (message.role === 'assistant') turns.push({ outputs: [], anyError: false })
    if (message.role !== 'tool') continue
    const turn = turns.at(-1)
    for (const part of message.content) {
      if (part.type !== 'tool-result' || !turn) continue
      turn.outputs.push('value' in part.output ? String(part.output.value) : '')
      if (part.output.type === 'error-text') turn.anyError = true
    }
  }
  return turns
}

/** Counts as a vendor with a perfect prefix cache would: everything up to the last answer was read before. */
function simulatedUsage(
  prompt: LanguageModelV4Prompt,
  tools: unknown,
  content: LanguageModelV4Content[],
): LanguageModelV4Usage {
  const lastAnswer = prompt.findLastIndex(message => message.role === 'assistant')
  const count = (messages: LanguageModelV4Prompt) =>
    estimateTokens(JSON.stringify(tools ?? []) + JSON.stringify(messages))
  const total = count(prompt)
  const cacheRead = lastAnswer < 0 ? 0 : count(prompt.slice(0, lastAnswer))
  const reasoning = tokensOf(content, part => part.type === 'reasoning')
  const text = tokensOf(content, part => part.type !== 'reasoning')
  return {
    inputTokens: { total, noCache: total - cacheRead, cacheRead, cacheWrite: 0 },
    outputTokens: { total: text + reasoning, text, reasoning },
  }
}

function tokensOf(
  content: LanguageModelV4Content[],
  keep: (part: LanguageModelV4Content) => boolean,
): number {
  const texts = content
    .filter(keep)
    .map(part => (part.type === 'text' || part.type === 'reasoning' ? part.text : JSON.stringify(part)))
  return estimateTokens(texts.join(''))
}
