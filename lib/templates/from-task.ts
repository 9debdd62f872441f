/** Makes a template of a task that is there: its words and choices, ready to get inputs. */
import type { Actor } from '../accounts/actor'
import { readTask } from '../tasks/repository'
import { createTemplate } from './repository'
import type { Template } from './schema'

export async function templateFromTask(actor: Actor, taskId: string, name?: string): Promise<Template> {
  const task = await readTask(actor, taskId)
  return await createTemplate(actor, {
    name: name ?? task.title.slice(0, 80),
    description: '',
    title: withoutBraces(task.title),
    instructions: withoutBraces(task.instructions),
    inputs: [],
    agent: task.agentId,
    model: task.model,
    skills: task.skills,
    budget: task.budget,
    checks: task.checks,
    limits: task.limits,
    fallbackModels: task.fallbackModels,
    planGate: task.planGate,
    priority: task.priority,
    files: task.files,
  })
}

/** Braces of the old words were words; in the template they would stand for an input. */
function withoutBraces(text: string): string {
  return text.replace(/\{\{/g, '{ {').replace(/\}\}/g, '} }')
}
