/** A model server that answers at once: it plays an agent that makes so many calls and then says that it is done. */
import {
  type Answer,
  type Exchange,
  type ModelServer,
  startModelServer,
} from '../../lib/engine/testing/model-server'

/** What an agent does in a task: read from the task's own words, `[steps 20]`, so that tasks can be mixed. */
const stepsPattern = /\[steps (\d+)\]/

interface ChatMessage {
  role: string
  content?: unknown
}

export interface ChatBody {
  model: string
  messages: ChatMessage[]
  tools?: unknown[]
}

/** The call to make at a step, counted from 0, and what is said beside it. */
export type CallAt = (step: number) => { name: string; input: unknown; text?: string }

/** Numbered: an agent that makes one and the same call over and over is stopped as stuck. */
export const echoHello: CallAt = step => ({ name: 'bash', input: { command: `echo hello ${step}` } })

export interface QuickModel {
  server: ModelServer
  /** Sets what the calls are from now on. */
  call(callAt: CallAt): void
  /** Sets how long an answer takes from now on, milliseconds; none at first. */
  pace(milliseconds: number): void
}

export async function startQuickModel(): Promise<QuickModel> {
  let callAt = echoHello
  let firstMs = 0
  const server = await startModelServer(exchange => ({ ...answer(exchange, callAt), pace: { firstMs } }))
  return {
    server,
    call: next => {
      callAt = next
    },
    pace: milliseconds => {
      firstMs = milliseconds
    },
  }
}

/** The body of a chat request; null for anything else that was asked, such as the list of models. */
export function chatBody(exchange: Exchange): ChatBody | null {
  const { body } = exchange
  const isChat = typeof body === 'object' && body !== null && 'messages' in body
  return isChat ? (body as ChatBody) : null
}

/** The words of the task that a request works on: the first message of a person. */
export function taskWords(body: ChatBody): string {
  const message = body.messages.find(each => each.role === 'user')
  return typeof message?.content === 'string' ? message.content : JSON.stringify(message?.content ?? '')
}

/** How many tool results the request holds: the step, since each step makes one call. */
export function stepOf(body: ChatBody): number {
  let count = 0
  for (const message of body.messages) if (message.role === 'tool') count += 1
  return count
}

function answer(exchange: Exchange, callAt: CallAt): Answer {
  const body = chatBody(exchange)
  if (!body)
    return {
      raw: { pieces: [JSON.stringify({ object: 'list', data: [{ id: 'bench-model', object: 'model' }] })] },
    }
  const step = stepOf(body)
  const wanted = Number(stepsPattern.exec(taskWords(body))?.[1] ?? 0)
  // Real characters would have to be counted; a quarter is what vendors' tokens come to.
  const usage = { input: 600 + step * 60, output: 20 }
  if (step >= wanted) return { reply: { text: 'Done.', usage } }
  const { text, ...call } = callAt(step)
  return {
    reply: { ...(text ? { text } : {}), toolCalls: [{ id: `call_${exchange.number}`, ...call }], usage },
  }
}
