import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { readRawStep } from '@/lib/runs/raw-step'
import { rawStep } from '@/lib/runs/schema'

export const GET = route({
  summary: 'Read what was sent to the model in one step, and what came back',
  action: 'run:read',
  params: z.object({ runId: z.string(), step: z.coerce.number().int().positive() }),
  response: rawStep,
  run: ({ actor, params }) => readRawStep(actor, params.runId, params.step),
})
