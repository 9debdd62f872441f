/** The live stream of a workspace: tasks whose run has moved, parts of runs, who looks at what, lists that changed. */
import type { Actor } from '../accounts/actor'
import { revalidateActor } from '../accounts/session'
import { eventStream } from '../http/event-stream'
import { runHub } from '../runs/hub'
import { partsAmong } from '../runs/tree/repository'
import { log } from '../shared/log'
import { readTasksOfRuns } from './repository'

/** Runs move many times a second; a card is sent at most this often. */
const gatherMs = 150

export async function streamTasks(request: Request, actor: Actor): Promise<Response> {
  return eventStream({
    request,
    stillAllowed: async () => (await revalidateActor(request, actor)) !== null,
    start: async writer => {
      const hub = await runHub()
      const moved = new Set<string>()
      let timer: NodeJS.Timeout | undefined
      let sending = Promise.resolve()
      const send = async (): Promise<void> => {
        const runIds = [...moved]
        moved.clear()
        const [tasks, parts] = await Promise.all([
          readTasksOfRuns(actor.workspaceId, runIds),
          partsAmong(actor.workspaceId, runIds),
        ])
        writer.send([
          ...tasks.map(task => ({ event: 'task', data: task })),
          ...parts.map(run => ({ event: 'part', data: run })),
        ])
      }
      const stop = hub.watchWorkspace(actor.workspaceId, {
        onChanged: what => writer.send([{ event: 'changed', data: { what } }]),
        onViewers: runId => writer.send([{ event: 'viewers', data: { runId } }]),
        onMoved: runId => {
          moved.add(runId)
          timer ??= setTimeout(() => {
            timer = undefined
            // One after the other: an older reading must never arrive behind a newer one.
            sending = sending.then(send).catch((error: unknown) => log.warn({ error }, 'live tasks failed'))
          }, gatherMs)
        },
      })
      return () => {
        if (timer) clearTimeout(timer)
        stop()
      }
    },
  })
}
