/** A question to a person. Nothing runs: the engine turns the call into a question, and the answer is its result. */
import { z } from 'zod'
import { inputProblem } from './input-problem'
import type { AskingTool } from './tool'

const input = z.object({ question: z.string().trim().min(1), choices: z.array(z.string()).optional() })

export const ask: AskingTool<typeof input> = {
  kind: 'ask',
  name: 'ask',
  description: 'Ask the person for what only they can decide or know.',
  input,
  sideEffect: 'none',
}

/** The question in a call's arguments, or what is wrong with them in a sentence for the model. */
export function parseAsk(
  raw: unknown,
): { ok: true; question: string; choices: string[] } | { ok: false; problem: string } {
  const parsed = input.safeParse(raw)
  if (!parsed.success) return { ok: false, problem: inputProblem(ask, parsed.error) }
  return { ok: true, question: parsed.data.question, choices: parsed.data.choices ?? [] }
}
