import { z } from 'zod'
import { noteWarning } from '@/lib/budgets/overview/repository'
import { route } from '@/lib/http/handler'

export const POST = route({
  summary: 'Take note of a budget’s warning: it leaves the inbox',
  action: 'run:control',
  params: z.object({ warningId: z.string() }),
  body: z.object({}),
  status: 204,
  run: ({ actor, params }) => noteWarning(actor, params.warningId),
})
