/** Where the page gets schedules from, and how it changes them. */
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { request, requestDone } from '../http/client'
import type { createScheduleInput, Timing, updateScheduleInput } from './schema'

const schemas = () => import('./schema')

export function scheduleListQuery() {
  return queryOptions({
    queryKey: ['schedules'] as const,
    queryFn: ({ signal }) => request(async () => (await schemas()).scheduleList, '/schedules', { signal }),
  })
}

/** The next moments of a timing that is not saved yet. */
export function timingPreviewQuery(timing: Timing | null) {
  return queryOptions({
    queryKey: ['schedules', 'preview', timing] as const,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).timingPreview, '/schedules/preview', {
        method: 'POST',
        body: { timing },
        signal,
      }),
    enabled: timing !== null,
    retry: false,
  })
}

export function createSchedule(input: z.input<typeof createScheduleInput>) {
  return request(async () => (await schemas()).schedule, '/schedules', { method: 'POST', body: input })
}

export function updateSchedule(id: string, change: z.input<typeof updateScheduleInput>) {
  return request(async () => (await schemas()).schedule, `/schedules/${id}`, {
    method: 'PATCH',
    body: change,
  })
}

export function fireSchedule(id: string) {
  return request(async () => (await schemas()).schedule, `/schedules/${id}/fire`, {
    method: 'POST',
    body: {},
  })
}

export function deleteSchedule(id: string) {
  return requestDone(`/schedules/${id}`, { method: 'DELETE' })
}
