import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { fireNow } from '@/lib/schedules/change-schedule'
import { schedule } from '@/lib/schedules/schema'

export const POST = route({
  summary: 'Start the work of a schedule now',
  action: 'schedule:write',
  params: z.object({ scheduleId: z.string() }),
  response: schedule,
  run: ({ actor, params }) => fireNow(actor, params.scheduleId),
})
