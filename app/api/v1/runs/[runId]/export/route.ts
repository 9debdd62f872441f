import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { exportRun } from '@/lib/runs/export-run'

export const GET = route({
  summary: 'Export a run as JSON (the whole log) or Markdown (the transcript)',
  action: 'run:read',
  params: z.object({ runId: z.string() }),
  query: z.object({ format: z.enum(['json', 'md']).default('json') }),
  run: ({ actor, params, query }) => exportRun(actor, params.runId, query.format),
})
