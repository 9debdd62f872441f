/** The live stream of one run: every event after a cursor, then what comes, with frames of text in between. */
import type { Actor } from '../accounts/actor'
import { revalidateActor } from '../accounts/session'
import { eventStream } from '../http/event-stream'
import { runHub } from './hub'
import { readRunEvents } from './repository'

export async function streamRun(
  request: Request,
  actor: Actor,
  runId: string,
  after: number,
): Promise<Response> {
  // Rights and existence are checked before the stream begins, so that a foreign run is a plain 404.
  await readRunEvents(actor, runId, after, 1)
  return eventStream({
    request,
    stillAllowed: async () => (await revalidateActor(request, actor)) !== null,
    start: async writer => {
      const hub = await runHub()
      return hub.watchRun(runId, {
        after,
        onEvents: events =>
          writer.send(events.map(event => ({ event: 'event', data: event, id: event.seq }))),
        onFrames: frames => writer.send(frames.map(frame => ({ event: 'frame', data: frame }))),
      })
    },
  })
}
