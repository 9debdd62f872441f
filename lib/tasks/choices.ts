/** What a person chooses from when handing out work: models, skills, demos; and the way files travel. */
import { queryOptions } from '@tanstack/react-query'
import { z } from 'zod'
import { demoList } from '../demos/schema'
import { fileEntry } from '../files/schema'
import { apiBase, request } from '../http/client'
import { startedTask } from './schema'

const modelChoices = z.object({
  models: z.array(
    z.object({
      spec: z.string(),
      label: z.string(),
      vendor: z.string(),
      priced: z.boolean(),
      scripted: z.boolean(),
    }),
  ),
  default: z.string().nullable(),
})
export type ModelChoices = z.infer<typeof modelChoices>

export function modelChoicesQuery() {
  return queryOptions({
    queryKey: ['models', 'choices'] as const,
    queryFn: ({ signal }) => request(modelChoices, '/models', { signal }),
  })
}

const skillChoices = z.object({
  skills: z.array(
    z.object({ id: z.string(), name: z.string(), description: z.string(), status: z.string() }),
  ),
})

export function skillChoicesQuery() {
  return queryOptions({
    queryKey: ['skills', 'choices'] as const,
    queryFn: ({ signal }) => request(skillChoices, '/skills', { signal }),
  })
}

export function demosQuery() {
  return queryOptions({
    queryKey: ['demos'] as const,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => request(demoList, '/demos', { signal }),
  })
}

/** Starts a scripted demo: its model is played, its tools are real. */
export function startDemo(name: string) {
  return request(startedTask, `/demos/${encodeURIComponent(name)}`, { method: 'POST' })
}

/** Sends a file's bytes and answers with its content hash. `onProgress` gets parts of 1. */
export function uploadFile(
  file: File,
  onProgress: (part: number) => void,
): Promise<z.infer<typeof fileEntry>> {
  // fetch cannot tell how much has been sent; this older interface can.
  return new Promise((resolve, reject) => {
    const upload = new XMLHttpRequest()
    upload.open('POST', `${apiBase}/files`)
    upload.setRequestHeader('content-type', 'application/octet-stream')
    upload.setRequestHeader('x-file-name', encodeURIComponent(file.name))
    upload.upload.onprogress = event => event.lengthComputable && onProgress(event.loaded / event.total)
    upload.onload = () => {
      const answer = fileEntry.safeParse(readJson(upload.responseText))
      if (upload.status < 300 && answer.success) resolve(answer.data)
      else reject(new Error(problemOf(upload)))
    }
    upload.onerror = () => reject(new Error('The connection broke off.'))
    upload.send(file)
  })
}

function problemOf(upload: XMLHttpRequest): string {
  const body = z.object({ error: z.object({ message: z.string() }) }).safeParse(readJson(upload.responseText))
  return body.success ? body.data.error.message : `The server answered ${upload.status}.`
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
