/** Providers in the database, scoped by workspace. The secret is sealed here and opened here, and leaves only to call. */
import 'server-only'
import { z } from 'zod'
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { getDatabase, Prisma } from '../db/client'
import { env } from '../env'
import { AppError, notFound } from '../http/errors'
import { newId } from '../shared/id'
import { encryptionKey } from './encryption-key'
import { environmentIdPrefix, environmentProviders } from './environment'
import {
  type ModelInfo,
  modelInfo,
  type Provider,
  type ProviderStatus,
  provider,
  type VendorId,
  vendorId,
} from './schema'
import { openSecret, sealSecret } from './secrets'

type Row = Prisma.ProviderGetPayload<object>

/** What is needed to call a provider; never shown. */
export interface ProviderAccess {
  vendor: VendorId
  baseUrl: string | null
  apiKey: string | null
}

/** What asking the endpoint for its models has shown. */
export interface ProviderCheck {
  status: ProviderStatus
  problem: string | null
  models: ModelInfo[]
}

/** The workspace's own providers by name, then those that the environment names. */
export async function listProviders(actor: Actor): Promise<Provider[]> {
  requireCan(actor, 'provider:read')
  return await providersOf(actor.workspaceId)
}

/** The same for the engine, which acts for a workspace rather than for a person. */
export async function providersOf(workspaceId: string): Promise<Provider[]> {
  const rows = await getDatabase().provider.findMany({ where: { workspaceId }, orderBy: { name: 'asc' } })
  return [...rows.map(toProvider), ...environmentProviders(env().vendors).map(fromEnvironment)]
}

export async function getProvider(actor: Actor, id: string): Promise<Provider> {
  const found = (await listProviders(actor)).find(one => one.id === id)
  if (!found) throw notFound('provider')
  return found
}

/** Stores a provider with what its check has shown. Throws `conflict` when the name is taken. */
export async function insertProvider(
  actor: Actor,
  fields: ProviderAccess & { name: string },
  check: ProviderCheck,
): Promise<Provider> {
  requireCan(actor, 'provider:write')
  const id = newId('provider')
  const { workspaceId } = actor
  const secret = await sealed(workspaceId, id, fields.apiKey)
  const { vendor, name, baseUrl } = fields
  return await refuseDuplicate(name, async () =>
    toProvider(
      await getDatabase().provider.create({
        data: { id, workspaceId, vendor, name, baseUrl, ...secret, ...checkColumns(check) },
      }),
    ),
  )
}

/** Changes a provider of the workspace; `apiKey` null takes the key away, undefined leaves it. */
export async function changeProvider(
  actor: Actor,
  id: string,
  fields: {
    name?: string | undefined
    baseUrl?: string | null | undefined
    apiKey?: string | null | undefined
  },
  check: ProviderCheck,
): Promise<Provider> {
  requireCan(actor, 'provider:write')
  const { workspaceId } = actor
  const secret = fields.apiKey === undefined ? {} : await sealed(workspaceId, id, fields.apiKey)
  const data = {
    ...(fields.name === undefined ? {} : { name: fields.name }),
    ...(fields.baseUrl === undefined ? {} : { baseUrl: fields.baseUrl }),
    ...secret,
    ...checkColumns(check),
  }
  return await refuseDuplicate(fields.name ?? '', async () => {
    const rows = await getDatabase().provider.updateManyAndReturn({ where: { id, workspaceId }, data })
    const row = rows[0]
    if (!row) throw notFound('provider')
    return toProvider(row)
  })
}

export async function removeProvider(actor: Actor, id: string): Promise<void> {
  requireCan(actor, 'provider:write')
  refuseEnvironment(id)
  const { count } = await getDatabase().provider.deleteMany({ where: { id, workspaceId: actor.workspaceId } })
  if (count === 0) throw notFound('provider')
}

/** Throws `refused` for a provider that lives in the environment. */
export function refuseEnvironment(id: string): void {
  if (!id.startsWith(environmentIdPrefix)) return
  throw new AppError('refused', 'This provider is named by the environment and can only be changed there.')
}

/** Opens what is needed to call a provider of the workspace; null when it is gone. */
export async function openProvider(workspaceId: string, id: string): Promise<ProviderAccess | null> {
  if (id.startsWith(environmentIdPrefix))
    return environmentProviders(env().vendors).find(one => one.id === id) ?? null
  const row = await getDatabase().provider.findFirst({ where: { id, workspaceId } })
  if (!row) return null
  const place = { workspaceId, recordId: id, field: 'secret' }
  const apiKey = row.secret === null ? null : openSecret(row.secret, place, await encryptionKey())
  return { vendor: vendorId.parse(row.vendor), baseUrl: row.baseUrl, apiKey }
}

/** Every secret that runs of the workspace may come across, Reef's own among them: what redaction must know. */
export async function providerSecrets(workspaceId: string): Promise<string[]> {
  const rows = await getDatabase().provider.findMany({
    where: { workspaceId, secret: { not: null } },
    select: { id: true },
  })
  const opened = await Promise.all(rows.map(row => openProvider(workspaceId, row.id)))
  const keys = [...opened, ...environmentProviders(env().vendors)].flatMap(one =>
    one?.apiKey ? [one.apiKey] : [],
  )
  return [...keys, ...ownSecrets()]
}

function ownSecrets(): string[] {
  const { encryptionKey, databaseUrl } = env()
  const password =
    databaseUrl && URL.canParse(databaseUrl) ? decodeURIComponent(new URL(databaseUrl).password) : ''
  return [encryptionKey ?? '', password].filter(secret => secret !== '')
}

async function sealed(workspaceId: string, recordId: string, apiKey: string | null) {
  if (apiKey === null) return { secret: null, last4: null }
  const place = { workspaceId, recordId, field: 'secret' }
  return { secret: sealSecret(apiKey, place, await encryptionKey()), last4: lastFour(apiKey) }
}

/** Four characters of a short key would tell too much of it. */
function lastFour(apiKey: string): string | null {
  return apiKey.length >= 12 ? apiKey.slice(-4) : null
}

function checkColumns(check: ProviderCheck) {
  return { status: check.status, problem: check.problem, models: check.models, checkedAt: new Date() }
}

function toProvider(row: Row): Provider {
  return provider.parse({
    ...row,
    origin: 'settings',
    variables: [],
    models: z.array(modelInfo).parse(row.models),
    checkedAt: row.checkedAt?.toISOString() ?? null,
  })
}

function fromEnvironment(one: ReturnType<typeof environmentProviders>[number]): Provider {
  return {
    id: one.id,
    vendor: one.vendor,
    name: one.name,
    baseUrl: one.baseUrl,
    last4: one.apiKey === null ? null : lastFour(one.apiKey),
    origin: 'environment',
    variables: one.variables,
    models: [],
    status: 'unchecked',
    problem: null,
    checkedAt: null,
  }
}

async function refuseDuplicate<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')
      throw new AppError('conflict', `There is already a provider named ${name}.`)
    throw error
  }
}
