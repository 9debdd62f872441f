/** Where the page gets runs from: keys, requests and commands. The folded state of a live run comes from `live.ts`. */
import { queryOptions } from '@tanstack/react-query'
import { apiBase, queryString, request } from '../http/client'
import type { NewRunCommand } from './decide'
import type { RunFilter } from './schema'

const schemas = () => import('./schema')

export function runListQuery(filter: Partial<RunFilter> = {}) {
  return queryOptions({
    queryKey: ['runs', 'list', filter] as const,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).runList, `/runs${queryString(filter)}`, { signal }),
  })
}

export function runDetailQuery(runId: string) {
  return queryOptions({
    queryKey: ['runs', 'detail', runId] as const,
    queryFn: ({ signal }) => request(async () => (await schemas()).runDetail, `/runs/${runId}`, { signal }),
  })
}

/** Every run of the attempt that the run belongs to. The workspace's stream keeps it true. */
export function runTreeQuery(runId: string) {
  return queryOptions({
    queryKey: [...runTreeKey, runId] as const,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).runTree, `/runs/${runId}/tree`, { signal }),
  })
}

export const runTreeKey = ['runs', 'tree'] as const

export function rawStepQuery(runId: string, step: number) {
  return queryOptions({
    queryKey: ['runs', 'raw', runId, step] as const,
    queryFn: ({ signal }) =>
      request(async () => (await schemas()).rawStep, `/runs/${runId}/steps/${step}/raw`, { signal }),
  })
}

/** Text of a file of a run, at most `limit` bytes of it. The hash makes the answer last for ever. */
export function runFileQuery(runId: string, path: string, hash: string) {
  return queryOptions({
    queryKey: ['runs', 'file', runId, path, hash] as const,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const response = await fetch(fileAddress(runId, path), { signal })
      if (!response.ok) throw new Error(`The file could not be read (${response.status}).`)
      return response.text()
    },
  })
}

/** The address of a file's bytes; with `download`, as an attachment. */
export function fileAddress(runId: string, path: string, download = false): string {
  return `${apiBase}/runs/${runId}/files${queryString({ path, ...(download ? { download: 1 } : {}) })}`
}

export function exportAddress(runId: string, format: 'json' | 'md'): string {
  return `${apiBase}/runs/${runId}/export?format=${format}`
}

/** Tells a run something. Answers with the place of the resulting event, and with the new run of a fork; throws `refused` with a named reason. */
export function sendCommand(runId: string, command: NewRunCommand) {
  return request(async () => (await schemas()).commandAnswer, `/runs/${runId}/commands`, {
    method: 'POST',
    body: command,
  })
}
