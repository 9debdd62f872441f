/** What can be wrong with a tool server, in sentences without secrets. */
import type { ServerProblemCode } from './schema'

export class ServerProblem extends Error {
  constructor(
    readonly code: ServerProblemCode,
    message: string,
  ) {
    super(message)
  }
}

/** `limit` in bytes. */
export function tooLarge(host: string, limit: number): ServerProblem {
  const words = `${host} answered with more than ${limit / 1024 / 1024} MB, which is not read.`
  return new ServerProblem('too-large', `${words} The call itself may have been carried out.`)
}

export function noAnswer(host: string): ServerProblem {
  return new ServerProblem('not-understood', `${host} ended its answer before it was complete.`)
}

export function statusProblem(status: number, host: string): ServerProblem {
  if (status === 401) return new ServerProblem('refused', `${host} refused the secret (HTTP 401).`)
  if (status === 403) return new ServerProblem('refused', `${host} does not allow this (HTTP 403).`)
  if (status >= 300 && status < 400)
    return new ServerProblem(
      'wrong-address',
      `${host} leads to another address (HTTP ${status}). Give that one.`,
    )
  if (status === 404 || status === 405)
    return new ServerProblem(
      'wrong-address',
      `There is no tool server at this address of ${host} (HTTP ${status}).`,
    )
  if (status === 429) return new ServerProblem('failing', `${host} has too much to do (HTTP 429).`)
  return new ServerProblem(
    status >= 500 ? 'failing' : 'not-understood',
    `${host} answered with HTTP ${status}.`,
  )
}

/** What the code of a broken connection means. */
export function kindOf(code: string): ServerProblemCode {
  return /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code) ? 'not-trusted' : 'unreachable'
}
