import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { runCache } from '@/lib/runs/cache-schema'
import { readRunCache } from '@/lib/runs/read-cache'

export const GET = route({
  summary: 'Read what each call of a run took from the prompt cache, and why it did not',
  action: 'run:read',
  params: z.object({ runId: z.string() }),
  response: runCache,
  run: ({ actor, params }) => readRunCache(actor, params.runId),
})
