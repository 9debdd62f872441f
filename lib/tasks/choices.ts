/** What a person chooses from when handing out work: models, skills, demos; and the way files travel. */
import { queryOptions } from '@tanstack/react-query'
import type { FileEntry } from '../files/schema'
import { apiBase, request } from '../http/client'

const schemas = () => import('./schema')

export function modelChoicesQuery() {
  return queryOptions({
    queryKey: ['models', 'choices'] as const,
    queryFn: ({ signal }) => request(async () => (await schemas()).modelChoices, '/models', { signal }),
  })
}

export function skillChoicesQuery() {
  return queryOptions({
    queryKey: ['skills', 'choices'] as const,
    queryFn: ({ signal }) => request(async () => (await schemas()).skillChoices, '/skills', { signal }),
  })
}

export function demosQuery() {
  return queryOptions({
    queryKey: ['demos'] as const,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) =>
      request(async () => (await import('../demos/schema')).demoList, '/demos', { signal }),
  })
}

/** Starts a scripted demo: its model is played, its tools are real. */
export function startDemo(name: string) {
  return request(async () => (await schemas()).startedTask, `/demos/${encodeURIComponent(name)}`, {
    method: 'POST',
  })
}

/** Sends a file's bytes and answers with its content hash. `onProgress` gets parts of 1. */
export async function uploadFile(file: File, onProgress: (part: number) => void): Promise<FileEntry> {
  const upload = await sendFile(file, onProgress)
  const answer = readJson(upload.responseText)
  if (upload.status < 300) return (await import('../files/schema')).fileEntry.parse(answer)
  const { errorBody } = await import('../http/error-body')
  const known = errorBody.safeParse(answer)
  throw new Error(known.success ? known.data.error.message : `The server answered ${upload.status}.`)
}

function sendFile(file: File, onProgress: (part: number) => void): Promise<XMLHttpRequest> {
  // fetch cannot tell how much has been sent; this older interface can.
  return new Promise((resolve, reject) => {
    const upload = new XMLHttpRequest()
    upload.open('POST', `${apiBase}/files`)
    upload.setRequestHeader('content-type', 'application/octet-stream')
    upload.setRequestHeader('x-file-name', encodeURIComponent(file.name))
    upload.upload.onprogress = event => event.lengthComputable && onProgress(event.loaded / event.total)
    upload.onload = () => resolve(upload)
    upload.onerror = () => reject(new Error('The connection broke off.'))
    upload.send(file)
  })
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
