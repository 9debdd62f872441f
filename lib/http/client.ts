/** The browser's one way to the API: typed requests, answers parsed, errors as `AppError` again. */
import type { z } from 'zod'
import { isOfThisBuild } from './build'
import { AppError } from './errors'

export const apiBase = '/api/v1'

/** The server could not be reached at all, or the answer was cut. Trying again may help. */
export class ConnectionError extends Error {
  constructor() {
    super('Reef cannot be reached.')
    this.name = 'ConnectionError'
  }
}

interface RequestOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Sent as JSON. */
  body?: unknown
  signal?: AbortSignal
}

/**
 * Sends a request and gives the answer in the shape of its schema. A server of the same build has parsed it with that
 * very schema before it was sent: only what comes from another one, after an update under an open page, is parsed here,
 * and only then is the schema loaded. Throws `AppError` for an error of the API and `ConnectionError` when there is no answer.
 */
export async function request<Schema extends z.ZodType>(
  schema: Schema | (() => Promise<Schema>),
  path: string,
  options: RequestOptions = {},
): Promise<z.output<Schema>> {
  const response = await sendJson(path, options)
  const body: unknown = response.status === 204 ? undefined : await response.json()
  if (isOfThisBuild(response)) return body as z.output<Schema>
  return (typeof schema === 'function' ? await schema() : schema).parse(body)
}

/** Sends a request of which only the success matters. Throws what `request` throws. */
export async function requestDone(path: string, options: RequestOptions): Promise<void> {
  await sendJson(path, options)
}

function sendJson(path: string, { method = 'GET', body, signal }: RequestOptions): Promise<Response> {
  return send(path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  })
}

/** Like `fetch` under the API's base, but throws what `request` throws. */
export async function send(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(apiBase + path, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ConnectionError()
  })
  if (response.ok) return response
  const error = await readError(response)
  if (error.code === 'unauthenticated') goToSignIn()
  throw error
}

/** Builds a query string from what is set. */
export function queryString(values: Record<string, string | number | boolean | null | undefined>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text ? `?${text}` : ''
}

async function readError(response: Response): Promise<AppError> {
  const { errorBody } = await import('./error-body')
  const parsed = errorBody.safeParse(await response.json().catch(() => undefined))
  if (!parsed.success)
    return new AppError('internal', `The server answered ${response.status} without a reason.`)
  const { code, message, details } = parsed.data.error
  return new AppError(code, message, details)
}

function goToSignIn(): void {
  const { pathname, search } = window.location
  if (pathname !== '/sign-in')
    window.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`)
}
