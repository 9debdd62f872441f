/** Gathers the inbox of a workspace from its tasks and the runs that wait for a person. */
import type { Actor } from '../accounts/actor'
import { openWarnings } from '../budgets/overview/repository'
import { listAskingRuns } from '../runs/repository'
import { listTasksOfInbox } from '../tasks/repository'
import { asksOf, inboxOrder } from './rules'
import type { InboxList } from './schema'

export async function listInbox(actor: Actor): Promise<InboxList> {
  const [waiting, warnings] = await Promise.all([listAskingRuns(actor), openWarnings(actor)])
  const tasks = await listTasksOfInbox(actor, [...new Set(waiting.map(run => run.taskId))])
  const items = tasks.flatMap(task => {
    const asks = asksOf(
      task,
      waiting.filter(run => run.taskId === task.id),
    )
    return asks.length > 0 ? [{ task, asks }] : []
  })
  return { items: items.sort(inboxOrder), warnings }
}
