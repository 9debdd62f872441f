import type { NewTask } from '../../lib/tasks/queries'
import { titleFrom } from '../../lib/tasks/rules'
import type { Task } from '../../lib/tasks/schema'

/** Whether a task is only on its way: it has no address yet. */
export function isPending(task: Task): boolean {
  return task.id.startsWith('pending')
}

/** What the board shows of a task until the server has it. */
export function pendingTask(input: NewTask): Task {
  const now = new Date().toISOString()
  return {
    id: `pending-${now}`,
    title: titleFrom(input.instructions),
    instructions: input.instructions,
    status: input.notBefore ? 'backlog' : 'active',
    priority: 0,
    ownerName: null,
    agentId: null,
    agentName: null,
    model: null,
    skills: [],
    budget: input.budget ?? {},
    checks: [],
    limits: {},
    fallbackModels: null,
    files: [],
    scripted: null,
    planGate: input.planGate ?? false,
    createdAt: now,
    updatedAt: now,
    run: null,
    runCount: 0,
    blockedBy: [],
    startsWhenFree: false,
    notBefore: input.notBefore ?? null,
    startProblem: null,
    batchId: null,
    team: null,
  }
}
