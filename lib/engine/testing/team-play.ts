/** A played model for trees of runs: each run is known by the word that its instructions begin with. */
import type { Answer, Exchange, Responder } from './model-server'

/** What a played run can see of itself. */
export interface Seen {
  /** The first message: what the run was asked. */
  asked: string
  /** Results of its calls so far. */
  results: string[]
  /** The newest message, whoever wrote it. */
  last: string
  tools: string[]
}

export type Role = (seen: Seen) => Answer | Promise<Answer>

const usage = { input: 100, output: 10 }

export const say = (text: string): Answer => ({ reply: { text, usage } })
export const makeCall = (name: string, input: unknown): Answer => ({
  reply: { toolCalls: [{ name, input }], usage },
})
export const handOut = (...tasks: object[]): Answer => makeCall('delegate', { tasks })

/** Answers as the role whose name the run's instructions begin with. */
export function playTeam(roles: Readonly<Record<string, Role>>): Responder {
  return exchange => {
    const view = seen(exchange)
    const name = Object.keys(roles).find(role => view.asked.startsWith(role)) ?? ''
    return roles[name]?.(view) ?? say('Done.')
  }
}

function seen({ body }: Exchange): Seen {
  const { messages, tools = [] } = body as {
    messages: { role: string; content: unknown }[]
    tools?: { function: { name: string } }[]
  }
  const words = messages.map(message => ({ role: message.role, text: textOf(message.content) }))
  return {
    asked: words.find(message => message.role === 'user')?.text ?? '',
    results: words.filter(message => message.role === 'tool').map(message => message.text),
    last: words.at(-1)?.text ?? '',
    tools: tools.map(tool => tool.function.name),
  }
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  return Array.isArray(content) ? content.map(part => (part as { text?: string }).text ?? '').join('') : ''
}

/** Hands these parts out first, and then says what came back. */
export const lead =
  (...tasks: object[]): Role =>
  ({ results, last }) =>
    results.length === 0 ? handOut(...tasks) : say(`Read: ${last}`)
