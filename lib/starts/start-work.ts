/** The one way in which a template or plain words become a task, whoever or whatever starts it. */
import type { Actor } from '../accounts/actor'
import type { Connection } from '../db/client'
import { getDatabase } from '../db/client'
import { AppError } from '../http/errors'
import { prepareTask, writeTask } from '../tasks/create-task'
import type { CreateTaskInput } from '../tasks/schema'
import { fillTemplate, problemWords } from '../templates/fill'
import { findTemplate } from '../templates/repository'
import type { InputValues, TemplateContent } from '../templates/schema'
import type { WorkToStart } from './schema'

export interface More {
  files?: NonNullable<CreateTaskInput['files']>
  /** False keeps the task in the backlog. */
  start?: boolean
  batchId?: string
}

/** Work that was checked and only has to be written. `write` returns the task's id. */
export interface ReadyWork {
  write(tx: Connection): Promise<string>
}

/** Checks everything the work names. Throws `invalid-input` or `forbidden` in words for a person; nothing is written. */
export async function readyWork(actor: Actor, work: WorkToStart, more: More = {}): Promise<ReadyWork> {
  if ('template' in work) {
    const found = await findTemplate(getDatabase(), actor.workspaceId, work.template)
    if (!found) throw new AppError('invalid-input', 'The template is gone. Choose another one.')
    return await readyTemplate(actor, found, work.inputs, more)
  }
  return await ready(actor, { ...work, start: true }, more)
}

/** The same for a template's content, wherever it is kept. */
export async function readyTemplate(
  actor: Actor,
  content: TemplateContent,
  inputs: InputValues,
  more: More = {},
): Promise<ReadyWork> {
  return await ready(actor, taskInputFrom(content, inputs), more)
}

/** What a template with these values asks for. Throws `invalid-input` with every problem. */
export function taskInputFrom(content: TemplateContent, inputs: InputValues): CreateTaskInput {
  const filled = fillTemplate(content, inputs)
  if (!filled.ok) {
    const problems = filled.problems.map(({ input, message }) => ({ input, message }))
    throw new AppError('invalid-input', problemWords(problems), { problems })
  }
  const { agent, model, skills, budget, checks, limits, fallbackModels, planGate, priority, files } = content
  return {
    instructions: filled.instructions,
    ...(filled.title ? { title: filled.title } : {}),
    ...(agent ? { agent } : {}),
    ...(model ? { model } : {}),
    ...(skills ? { skills } : {}),
    ...(fallbackModels ? { fallbackModels } : {}),
    budget,
    checks,
    limits,
    planGate,
    priority,
    files: files.map(({ path, hash }) => ({ path, hash })),
    start: true,
  }
}

async function ready(actor: Actor, input: CreateTaskInput, more: More): Promise<ReadyWork> {
  const files = [...(input.files ?? []), ...(more.files ?? [])]
  const prepared = await prepareTask(actor, { ...input, files, start: more.start ?? true })
  return { write: tx => writeTask(tx, actor, prepared, more.batchId) }
}
