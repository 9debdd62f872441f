/** The running installation's API, with a token that the command line keeps for itself. */
import fs from 'node:fs'
import path from 'node:path'
import { createApiToken } from '../accounts/create-api-token'
import type { Installation } from './installation'
import { CommandProblem } from './problem'

export type Api = (method: 'GET' | 'POST', route: string, body?: object) => Promise<unknown>

/** Calls `/api/v1…` and returns the parsed answer. A refusal is a CommandProblem with the API's own words. */
export function openApi({ address, settings }: Installation): Api {
  if (!address) throw new CommandProblem('No Reef runs on this data folder: start it with "npm start".')
  const file = path.join(settings.home, 'command-line-token')
  const send = (token: string, method: string, route: string, body?: object) =>
    fetch(`${address}/api/v1${route}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
  return async (method, route, body) => {
    const kept = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : ''
    let answer = kept ? await send(kept, method, route, body) : null
    if (!answer || answer.status === 401) {
      const token = await createApiToken('owner', 'Command line')
      fs.writeFileSync(file, `${token}\n`, { mode: 0o600 })
      answer = await send(token, method, route, body)
    }
    const parsed: unknown = await answer.json().catch(() => null)
    if (!answer.ok)
      throw new CommandProblem(messageOf(parsed) ?? `Reef answered with status ${answer.status}.`)
    return parsed
  }
}

function messageOf(answer: unknown): string | null {
  const error = (answer as { error?: { message?: unknown } } | null)?.error
  return typeof error?.message === 'string' ? error.message : null
}
