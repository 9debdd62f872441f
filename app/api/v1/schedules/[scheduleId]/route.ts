import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { updateSchedule } from '@/lib/schedules/change-schedule'
import { deleteSchedule, readSchedule } from '@/lib/schedules/repository'
import { schedule, updateScheduleInput } from '@/lib/schedules/schema'

const params = z.object({ scheduleId: z.string() })

export const GET = route({
  summary: 'Read a schedule',
  action: 'schedule:read',
  params,
  response: schedule,
  run: ({ actor, params }) => readSchedule(actor, params.scheduleId),
})

export const PATCH = route({
  summary: 'Change, pause or resume a schedule; it then starts work in the name of who changed it',
  action: 'schedule:write',
  params,
  body: updateScheduleInput,
  response: schedule,
  run: ({ actor, params, body }) => updateSchedule(actor, params.scheduleId, body),
})

export const DELETE = route({
  summary: 'Delete a schedule; its tasks stay',
  action: 'schedule:write',
  params,
  status: 204,
  run: ({ actor, params }) => deleteSchedule(actor, params.scheduleId),
})
