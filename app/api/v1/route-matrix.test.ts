// Every route × everybody who might call it. Routes that are added later are tested without a change here.
import { readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { role as roleSchema } from '@/lib/accounts/actor'
import { can } from '@/lib/accounts/policy'
import type { Role } from '@/lib/accounts/schema'
import { resolveActor } from '@/lib/accounts/session'
import { startSession } from '@/lib/accounts/sign-in'
import {
  addPerson,
  addWorkspace,
  call,
  cookieHeader,
  openTestInstallation,
  type TestPerson,
  testPassword,
} from '@/lib/accounts/testing/installation'
import { getDatabase } from '@/lib/db/client'
import { definitionOf, type RouteDefinition, type RouteHandler } from '@/lib/http/handler'
import { methods } from '@/lib/http/openapi'
import { createInvitation } from '@/lib/invitations/create-invitation'
import { newId } from '@/lib/shared/id'
import { createToken } from '@/lib/tokens/create-token'
import { routes } from './routes'

/** The only routes that anybody may call. Each says why in its `openBecause`. */
const openRoutes = [
  'GET /api/v1/health',
  'GET /api/v1/setup',
  'POST /api/v1/setup',
  'POST /api/v1/auth/sign-in/email',
  'POST /api/v1/auth/sign-out',
  'POST /api/v1/auth/reset-password',
  'POST /api/v1/incoming/[hookId]',
  'POST /api/v1/invitations/[invitationId]/accept',
  'POST /api/v1/invitations/[invitationId]/preview',
  ...methods.map(method => `${method} /api/v1/[...missing]`),
]

/** Routes that the description of the API leaves out. */
const undescribed = ['/api/v1/[...missing]', '/api/v1/openapi.json']

/** What a route file of Next may export beside its handlers. */
const settings = ['dynamic', 'maxDuration', 'runtime', 'fetchCache', 'revalidate', 'preferredRegion']

interface Endpoint {
  name: string
  path: string
  method: string
  handler: RouteHandler
  definition: RouteDefinition
}

const folder = import.meta.dirname
const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(file => /(^|\/)route\.tsx?$/.test(file))
  .map(file => dirname(file))
  .sort()
const modules = await Promise.all(
  paths.map(async path => ({
    path: `/api/v1/${relative('', path)}`,
    module: (await import(join(folder, path, 'route.ts'))) as Record<string, unknown>,
  })),
)
const endpoints = modules.flatMap(({ path, module }) =>
  methods.flatMap((method): Endpoint[] => {
    const handler = module[method]
    const definition = definitionOf(handler)
    const name = `${method} ${path}`
    return definition ? [{ name, path, method, handler: handler as RouteHandler, definition }] : []
  }),
)
const guarded = endpoints.flatMap(({ definition, ...endpoint }) =>
  definition.action ? [{ ...endpoint, definition, action: definition.action }] : [],
)
const roles = roleSchema.options

let close: () => Promise<void>
let foreigner: TestPerson
const people = new Map<Role, TestPerson>()
const tokens = new Map<Role, string>()
/** Ids of real things in the workspace, by the name of the address parameter. */
const known: Record<string, string> = {}

beforeAll(async () => {
  close = await openTestInstallation()
  const workspaceId = await addWorkspace('Coral')
  for (const role of roles) people.set(role, await addPerson(workspaceId, role))
  foreigner = await addPerson(await addWorkspace('Elsewhere'), 'owner', 'foreigner')
  const owner = await resolveActor({ headers: new Headers({ cookie: personOf('owner').cookie }) })
  if (!owner) throw new Error('no owner')
  for (const role of roles) {
    const { secret } = await createToken(owner, { name: role, role, expiresInDays: null })
    tokens.set(role, secret)
  }
  const target = await addPerson(workspaceId, 'member', 'target')
  known.memberId = target.memberId
  known.workspaceId = workspaceId
  known.tokenId = (await createToken(owner, { name: 'x', role: 'viewer', expiresInDays: 1 })).token.id
  const invited = await createInvitation(owner, { email: 'new@example.com', role: 'viewer' })
  known.invitationId = invited.invitation.id
  known.step = '1'
  await addWork(workspaceId)
})
afterAll(() => close())

/** One thing of each kind that other features address by id. */
async function addWork(workspaceId: string): Promise<void> {
  const database = getDatabase()
  const ids = { taskId: newId('task'), runId: newId('run'), agentId: newId('agent'), skillId: newId('skill') }
  const providerId = newId('provider')
  const { taskId, runId, agentId, skillId } = ids
  await database.task.create({ data: { id: taskId, workspaceId, title: 'Secret', instructions: 'Secret' } })
  await database.run.create({
    data: { id: runId, workspaceId, taskId, attempt: 1, agentName: 'Reef', model: 'scripted:demo' },
  })
  await database.agent.create({ data: { id: agentId, workspaceId, name: 'Secret', instructions: 'Secret' } })
  await database.skill.create({ data: { id: skillId, workspaceId, name: 'secret', description: 'Secret' } })
  await database.provider.create({ data: { id: providerId, workspaceId, vendor: 'openai', name: 'Secret' } })
  const webhookId = newId('webhook')
  const deliveryId = newId('delivery')
  await database.webhook.create({
    data: { id: webhookId, workspaceId, name: 'Secret', url: 'https://example.com', secret: 'sealed' },
  })
  await database.webhookDelivery.create({
    data: { id: deliveryId, webhookId, eventId: 'evt_1', type: 'run.ended', payload: {} },
  })
  const budgetId = newId('budget')
  const warningId = newId('budget')
  const ofAll = { scope: 'workspace', scopeId: workspaceId, period: 'month', limitTokens: 1_000 }
  await database.budget.create({ data: { id: budgetId, workspaceId, ...ofAll } })
  const crossed = { counterId: `${budgetId}/2026-11`, level: 80, spentMicros: 0, spentTokens: 900 }
  await database.budgetWarning.create({ data: { id: warningId, workspaceId, budgetId, ...crossed } })
  const switchId = newId('switch')
  const pressed = {
    scope: 'agent',
    scopeId: agentId,
    reason: 'Secret',
    byKind: 'person',
    byId: 'x',
    byName: 'Ada',
  }
  await database.killSwitch.create({ data: { id: switchId, workspaceId, ...pressed } })
  const priceId = newId('price')
  const plan = {
    vendor: 'openai',
    model: 'secret',
    kind: 'plan',
    validFrom: new Date(),
    createdByName: 'Ada',
  }
  await database.price.create({ data: { id: priceId, workspaceId, ...plan } })
  const serverId = newId('server')
  const server = { name: 'secret', url: 'https://example.com/mcp', status: 'working', createdByName: 'Ada' }
  await database.toolServer.create({ data: { id: serverId, workspaceId, ...server } })
  const ruleId = newId('rule')
  const rule = { scope: 'workspace', effect: 'ask', tool: 'bash', match: { on: 'any', patterns: [] } }
  await database.policyRule.create({ data: { id: ruleId, workspaceId, ...rule, createdByName: 'Ada' } })
  const starter = { workspaceId, memberId: personOf('owner').memberId, role: 'owner' }
  const starts = {
    templateId: newId('template'),
    scheduleId: newId('schedule'),
    hookId: newId('hook'),
    callId: newId('delivery'),
    batchId: newId('batch'),
  }
  const { templateId, scheduleId, hookId, callId, batchId } = starts
  const words = { name: 'Secret', instructions: 'Secret' }
  await database.template.create({ data: { id: templateId, workspaceId, ...words } })
  const timing = { kind: 'every', minutes: 5, from: '2026-01-01T00:00:00Z' }
  const work = { instructions: 'Secret' }
  await database.schedule.create({ data: { id: scheduleId, name: 'Secret', timing, work, ...starter } })
  const secret = { secret: 'sealed', last4: 'aled', templateId }
  await database.hook.create({ data: { id: hookId, name: 'Secret', ...secret, ...starter } })
  await database.hookDelivery.create({ data: { id: callId, hookId, status: 'refused' } })
  const template = { ...emptyContent, instructions: 'Secret' }
  await database.batch.create({ data: { id: batchId, name: 'Secret', template, concurrency: 1, ...starter } })
  Object.assign(
    known,
    ids,
    { providerId, webhookId, deliveryId, ruleId, serverId, budgetId, priceId, warningId, switchId },
    starts,
  )
}

/** What a batch keeps of its template. */
const emptyContent = {
  title: '',
  inputs: [],
  agent: null,
  model: null,
  skills: null,
  budget: {},
  priority: 0,
  files: [],
}

function personOf(role: Role): TestPerson {
  const person = people.get(role)
  if (!person) throw new Error(`nobody is ${role}`)
  return person
}

/** The person's cookie, renewed when a tested route has ended their sessions. */
async function cookieOf(person: TestPerson): Promise<string> {
  const { userId, email } = person
  if ((await getDatabase().session.count({ where: { userId } })) === 0) {
    person.cookie = cookieHeader((await startSession({ email, password: testPassword })).cookies)
  }
  return person.cookie
}

/** Parameters for the address: real ids where asked for and known, else ids that nothing has. */
function paramsOf(path: string, real: boolean): Record<string, string | string[]> {
  const names = [...path.matchAll(/\[(\.\.\.)?(\w+)\]/g)]
  return Object.fromEntries(
    names.map(([, rest, name = '']) => {
      const value = (real ? known[name] : undefined) ?? `none_${crypto.randomUUID()}`
      return [name, rest ? [value] : value]
    }),
  )
}

interface Caller {
  cookie?: string
  token?: string
}

async function statusOf(endpoint: Endpoint, caller: Caller, real = false): Promise<number> {
  const { handler, path, method } = endpoint
  const params = paramsOf(path, real)
  const address = path.replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, (_, name: string) => String(params[name]))
  const abort = new AbortController()
  const response = await call(handler, address, { method, params, signal: abort.signal, ...caller })
  abort.abort()
  await response.body?.cancel().catch(() => {})
  return response.status
}

test('the routes were found', () => {
  expect(endpoints.length).toBeGreaterThan(20)
  expect(guarded.length).toBeGreaterThan(15)
})

test('every handler is made by route or openRoute, and open ones are on the list', () => {
  const unmade = modules.flatMap(({ path, module }) =>
    Object.keys(module)
      .filter(name => !settings.includes(name) && !definitionOf(module[name]))
      .map(name => `${name} ${path}`),
  )
  expect(unmade).toEqual([])
  const open = endpoints.filter(({ definition }) => definition.openBecause).map(({ name }) => name)
  expect(open.filter(name => !openRoutes.includes(name))).toEqual([])
  for (const { name, definition } of endpoints) {
    expect(Boolean(definition.action) !== Boolean(definition.openBecause), name).toBe(true)
  }
})

test('the description of the API lists the files on disk', () => {
  const onDisk = modules.map(({ path }) => path).filter(path => !undescribed.includes(path))
  expect(Object.keys(routes).sort()).toEqual(onDisk.sort())
})

describe.each(guarded)('$name', endpoint => {
  const { action } = endpoint

  test('answers 401 to nobody and to a wrong token', async () => {
    expect(await statusOf(endpoint, {})).toBe(401)
    expect(await statusOf(endpoint, { token: 'reef_wrong' })).toBe(401)
    expect(await statusOf(endpoint, { cookie: 'reef.session_token=wrong.wrong' })).toBe(401)
  })

  test(`follows the policy (${action})`, async () => {
    for (const role of roles) {
      const cookie = await cookieOf(personOf(role))
      if (can({ role }, action)) {
        expect([401, 403], role).not.toContain(await statusOf(endpoint, { cookie }))
      } else {
        expect(await statusOf(endpoint, { cookie }), role).toBe(403)
        expect(await statusOf(endpoint, { token: tokens.get(role) ?? '' }), `${role} token`).toBe(403)
      }
    }
  })

  test('has nothing for the owner of another workspace (WEB-4)', async () => {
    const names = Object.keys(paramsOf(endpoint.path, true))
    if (!names.some(name => known[name])) return
    const status = await statusOf(endpoint, { cookie: await cookieOf(foreigner) }, true)
    // Input comes before the look-up: where it is missing, 400 says nothing about what there is.
    const { body, query } = endpoint.definition
    expect(body || query ? [400, 404] : [404]).toContain(status)
  })
})
