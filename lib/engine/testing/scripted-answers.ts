/** Answers of a model whose words are written down beforehand, by how far the run has come. */
import type { Answer, Exchange } from './model-server'

/** What each answer says it has used. */
export const usage = { input: 100, output: 10 }

/** Asks for one command. */
export const bash = (command: string): Answer => ({
  reply: { toolCalls: [{ name: 'bash', input: { command } }], usage },
})

/** How many results of tools the request holds. */
export function results({ body }: Exchange): number {
  return (body as { messages: { role: string }[] }).messages.filter(message => message.role === 'tool').length
}

/** Gives one answer after the other, by the results that the request holds, and then "Done." */
export function script(...answers: Answer[]) {
  return (exchange: Exchange): Answer => answers[results(exchange)] ?? { reply: { text: 'Done.', usage } }
}
