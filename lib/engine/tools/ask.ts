/** A question to a person. Nothing runs: the engine turns the call into a question, and the answer is its result. */
import { z } from 'zod'
import { inputProblem } from './input-problem'
import type { AskingTool } from './tool'

const input = z.object({
  question: z.string().trim().min(1),
  choices: z.array(z.string()).optional(),
  /** The answer that holds when nobody has answered after `minutes`. */
  default: z.string().trim().min(1).optional(),
  minutes: z.number().positive().max(10_080).optional(),
})

export const ask: AskingTool<typeof input> = {
  kind: 'ask',
  name: 'ask',
  description: 'Ask the person for what only they can decide or know. After minutes, default is the answer.',
  input,
  sideEffect: 'none',
}

/** A question: with a standard answer and a time it does not wait for ever. */
export interface Ask {
  question: string
  choices: string[]
  standard?: string
  minutes?: number
}

/** Time that a person has for a question with a standard answer when the agent names none. */
const usualMinutes = 60

/** The question in a call's arguments, or what is wrong with them in a sentence for the model. */
export function parseAsk(raw: unknown): ({ ok: true } & Ask) | { ok: false; problem: string } {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return { ok: false, problem: inputProblem(ask, parsed.error) }
  const { question, choices = [], default: standard, minutes = usualMinutes } = parsed.data
  return { ok: true, question, choices, ...(standard === undefined ? {} : { standard, minutes }) }
}
