/** Hands parts of the work to agents, each in a run of its own. Nothing runs here: the engine starts and gathers them. */
import { type DelegatedPart, delegateInput } from '../../runs/delegation'
import { inputProblem } from './input-problem'
import type { DelegatingTool } from './tool'

export const delegate: DelegatingTool<typeof delegateInput> = {
  kind: 'delegate',
  name: 'delegate',
  description:
    'Hand parts of the work to agents that work in parallel and see only their instructions and files. You get their results, and their files in team/.',
  input: delegateInput,
  sideEffect: 'workspace',
}

/** The parts in a call's arguments, or what is wrong with them in a sentence for the model. */
export function parseParts(
  raw: unknown,
): { ok: true; parts: DelegatedPart[] } | { ok: false; problem: string } {
  const parsed = delegateInput.safeParse(raw)
  if (!parsed.success) return { ok: false, problem: inputProblem(delegate, parsed.error) }
  return { ok: true, parts: parsed.data.tasks }
}
