/** An installation of their own for tests that need people: a real database, real sessions, real handlers. */
import { randomBytes } from 'node:crypto'
import { openDatabase, setDatabase } from '../../db/client'
import { createTestDatabase } from '../../db/testing'
import { inTransaction } from '../../db/transaction'
import type { RouteHandler } from '../../http/handler'
import { closeRunQueue } from '../../queue/sender'
import { hashPassword } from '../auth'
import { insertMember, insertPassword, insertUser, insertWorkspace } from '../repository'
import type { Role } from '../schema'
import { startSession } from '../sign-in'

export const testPassword = 'correct horse battery'
const host = 'localhost:3000'

/** Opens an empty installation for this test file. Call in `beforeAll`, and what it returns in `afterAll`. */
export async function openTestInstallation(): Promise<() => Promise<void>> {
  process.env.REEF_ENCRYPTION_KEY = randomBytes(32).toString('base64')
  const created = await createTestDatabase()
  process.env.DATABASE_URL = created.url
  const database = openDatabase(created.url)
  setDatabase(database)
  return async () => {
    await closeRunQueue()
    setDatabase(undefined)
    await database.$disconnect()
    await created.drop()
  }
}

export interface TestPerson {
  userId: string
  memberId: string
  workspaceId: string
  email: string
  /** Value of a Cookie header. */
  cookie: string
}

/** Makes a workspace. */
export function addWorkspace(name: string): Promise<string> {
  return inTransaction(transaction => insertWorkspace(transaction, name))
}

/** Makes a person with a password and a session, as a member of the workspace. */
export async function addPerson(workspaceId: string, role: Role, name: string = role): Promise<TestPerson> {
  const email = `${name}.${randomBytes(4).toString('hex')}@example.com`
  const hash = await hashPassword(testPassword)
  const ids = await inTransaction(async transaction => {
    const userId = await insertUser(transaction, { name, email })
    await insertPassword(transaction, userId, hash)
    return { userId, memberId: await insertMember(transaction, { workspaceId, userId, role }) }
  })
  const { cookies } = await startSession({ email, password: testPassword })
  return { ...ids, workspaceId, email, cookie: cookieHeader(cookies) }
}

/** What a browser would send back after these Set-Cookie headers. */
export function cookieHeader(setCookies: readonly string[]): string {
  const kept = setCookies.filter(cookie => !/max-age=0/i.test(cookie))
  return kept.map(cookie => cookie.split(';')[0]).join('; ')
}

export interface TestCall {
  method?: string
  cookie?: string
  token?: string
  body?: unknown
  params?: Record<string, string | string[]>
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** Calls a route handler as the page would: same origin, JSON. */
export function call(handler: RouteHandler, path: string, options: TestCall = {}): Promise<Response> {
  const { method = 'GET', cookie, token, body, params = {}, headers = {}, signal } = options
  const request = new Request(`http://${host}${path}`, {
    method,
    headers: {
      host,
      ...(method === 'GET' ? {} : { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(cookie ? { cookie } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    ...(signal ? { signal } : {}),
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return handler(request, { params: Promise.resolve(params) })
}
