/** The closed list of errors that cross HTTP, and the status each one has. Shared by server and browser. */
import type { Json } from '../shared/json'

export const errorStatus = {
  'invalid-input': 400,
  unauthenticated: 401,
  forbidden: 403,
  'foreign-origin': 403,
  'not-found': 404,
  conflict: 409,
  refused: 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  'foreign-host': 421,
  'rate-limited': 429,
  internal: 500,
  'provider-problem': 502,
  'not-ready': 503,
} as const

export type ErrorCode = keyof typeof errorStatus

/** An expected failure with a code, a sentence for the person and, where it helps, facts. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: Json | undefined

  constructor(code: ErrorCode, message: string, details?: Json) {
    super(message)
    this.name = 'AppError'
    this.code = code
    this.details = details
  }

  get status(): number {
    return errorStatus[this.code]
  }

  /** What is sent: the shape of `errorBody` in error-body.ts. */
  toBody(): { error: { code: ErrorCode; message: string; details?: Json } } {
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(this.details === undefined ? {} : { details: this.details }),
      },
    }
  }
}

/** A foreign id and a missing id look the same. */
export function notFound(what: string): AppError {
  return new AppError('not-found', `There is no such ${what}.`)
}
