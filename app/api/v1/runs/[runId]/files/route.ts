import { z } from 'zod'
import { fileResponse } from '@/lib/http/file-response'
import { route } from '@/lib/http/handler'
import { readRunFile } from '@/lib/runs/run-file'

export const GET = route({
  summary: "Read one of a run's files, as it is now or as it was after an event",
  action: 'run:read',
  params: z.object({ runId: z.string() }),
  query: z.object({
    path: z.string(),
    at: z.coerce.number().int().positive().optional(),
    download: z.string().optional(),
  }),
  run: async ({ actor, params, query }) => {
    const bytes = await readRunFile(actor, params.runId, query.path, query.at)
    return fileResponse(query.path, bytes, query.download !== undefined)
  },
})
