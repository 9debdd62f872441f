import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { previewTiming } from '@/lib/schedules/change-schedule'
import { timing, timingPreview } from '@/lib/schedules/schema'

export const POST = route({
  summary: 'The next five moments of a timing',
  action: 'schedule:read',
  body: z.object({ timing }),
  response: timingPreview,
  run: async ({ body }) => previewTiming(body.timing),
})
