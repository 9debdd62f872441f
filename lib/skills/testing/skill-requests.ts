/** Requests about skills, as a member, a viewer and a stranger of another workspace send them. */
import {
  addPerson,
  addWorkspace,
  call,
  openTestInstallation,
  type TestPerson,
} from '../../accounts/testing/installation'
import type { RouteHandler } from '../../http/handler'

export interface SkillBed {
  member: TestPerson
  viewer: TestPerson
  /** An owner elsewhere. */
  stranger: TestPerson
  ask(handler: RouteHandler, options?: Ask): Promise<Response>
  /** Sends an upload as a browser does. */
  upload(handler: RouteHandler, form: FormData | Uint8Array, as?: TestPerson): Promise<Response>
  close(): Promise<void>
}

interface Ask {
  /** The member, unless named. */
  as?: TestPerson
  method?: string
  id?: string
  body?: unknown
  query?: string
}

export async function openSkillBed(): Promise<SkillBed> {
  const close = await openTestInstallation()
  const workspaceId = await addWorkspace('Coral')
  const member = await addPerson(workspaceId, 'member')
  return {
    member,
    viewer: await addPerson(workspaceId, 'viewer'),
    stranger: await addPerson(await addWorkspace('Elsewhere'), 'owner', 'stranger'),
    ask: (handler, options = {}) => ask(handler, { as: member, ...options }),
    upload: (handler, form, as = member) => upload(handler, form, as),
    close,
  }
}

function ask(handler: RouteHandler, options: Ask & { as: TestPerson }): Promise<Response> {
  const { as, id, query = '' } = options
  const method = options.method ?? (options.body === undefined ? 'GET' : 'POST')
  return call(handler, `/api/v1/skills${id ? `/${id}` : ''}${query}`, {
    method,
    cookie: as.cookie,
    ...(options.body === undefined ? {} : { body: options.body }),
    ...(id ? { params: { skillId: id } } : {}),
  })
}

function upload(handler: RouteHandler, form: FormData | Uint8Array, as: TestPerson): Promise<Response> {
  const isZip = form instanceof Uint8Array
  const request = new Request('http://localhost:3000/api/v1/skills/import', {
    method: 'POST',
    body: isZip ? (form as Uint8Array<ArrayBuffer>) : form,
    headers: {
      host: 'localhost:3000',
      origin: 'http://localhost:3000',
      cookie: as.cookie,
      ...(isZip ? { 'content-type': 'application/zip' } : {}),
    },
  })
  return handler(request, { params: Promise.resolve({}) })
}

/** The parsed body of an answer. Throws when its status is another than expected. */
export async function json<T>(response: Response, status = 200): Promise<T> {
  const body = (await response.json()) as T
  if (response.status !== status)
    throw new Error(`Status ${response.status} instead of ${status}: ${JSON.stringify(body)}`)
  return body
}

/** A whole SKILL.md. */
export function skillText(name: string, description = 'Does a thing when asked.', body = 'Do it.\n'): string {
  return `---\nname: ${name}\ndescription: ${description}\nlicense: MIT\n---\n${body}`
}
