import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { readRunEvents } from '@/lib/runs/repository'
import { eventPage } from '@/lib/runs/schema'
import { streamRun } from '@/lib/runs/stream'

/** No log is longer than its column can count. */
const cursor = z.coerce.number().int().nonnegative().max(2_147_483_647)

export const GET = route({
  summary: "Read a run's events after a cursor: JSON, or a live stream when text/event-stream is accepted",
  action: 'run:read',
  params: z.object({ runId: z.string() }),
  query: z.object({
    after: cursor.default(0),
    limit: z.coerce.number().int().min(1).max(5000).default(1000),
  }),
  response: eventPage,
  run: async ({ request, actor, params, query }) => {
    if (request.headers.get('accept')?.includes('text/event-stream')) {
      const resume = cursor.safeParse(request.headers.get('last-event-id') ?? undefined)
      return await streamRun(request, actor, params.runId, resume.success ? resume.data : query.after)
    }
    const events = await readRunEvents(actor, params.runId, query.after, query.limit)
    return { events, next: events.at(-1)?.seq ?? query.after }
  },
})
