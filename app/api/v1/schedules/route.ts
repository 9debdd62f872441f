import { route } from '@/lib/http/handler'
import { createSchedule } from '@/lib/schedules/change-schedule'
import { listSchedules } from '@/lib/schedules/repository'
import { createScheduleInput, schedule, scheduleList } from '@/lib/schedules/schema'

export const GET = route({
  summary: 'List schedules with their next and newest fires',
  action: 'schedule:read',
  response: scheduleList,
  run: async ({ actor }) => ({ schedules: await listSchedules(actor) }),
})

export const POST = route({
  summary: 'Make a schedule',
  action: 'schedule:write',
  body: createScheduleInput,
  response: schedule,
  status: 201,
  run: ({ actor, body }) => createSchedule(actor, body),
})
