/** A bed for tests of providers: a real database, a model server that lists two models, and workspaces to connect it in. */
import { randomBytes } from 'node:crypto'
import type { Actor } from '../../accounts/actor'
import { getDatabase, openDatabase, setDatabase } from '../../db/client'
import { createTestDatabase } from '../../db/testing'
import { type ModelServer, startModelServer } from '../../engine/testing/model-server'
import { newId } from '../../shared/id'
import { connectProvider } from '../connect-provider'
import { closeProviderConnections } from '../provider-fetch'
import type { Provider } from '../schema'

export const models = { data: [{ id: 'big-model', max_model_len: 65536 }, { id: 'small-model' }] }
export const key = 'sk-local-1234567890'

export interface ProviderBed {
  server: ModelServer
  /** The owner of a workspace of their own. */
  newActor(): Promise<Actor>
  /** Connects the server as "Lab". */
  connect(actor: Actor): Promise<Provider>
  /** Lets the server list its models and answer "hello" again. */
  reset(): void
  close(): Promise<void>
}

/** The environment must not have been read before: it names the server as Anthropic's, and a model of it. */
export async function openProviderBed(): Promise<ProviderBed> {
  process.env.REEF_ENCRYPTION_KEY = randomBytes(32).toString('base64')
  const server = await startModelServer()
  process.env.ANTHROPIC_API_KEY = 'ant-key-from-environment'
  process.env.ANTHROPIC_BASE_URL = server.url
  process.env.REEF_MODEL = 'anthropic:claude-opus-5'
  const database = await createTestDatabase()
  setDatabase(openDatabase(database.url, 3))
  return {
    server,
    newActor,
    connect: actor =>
      connectProvider(actor, {
        vendor: 'openai-compatible',
        name: 'Lab',
        baseUrl: `${server.url}/`,
        apiKey: key,
      }),
    reset: () =>
      server.respond(exchange =>
        exchange.path.includes('/models')
          ? { raw: { pieces: [JSON.stringify(models)] } }
          : { reply: { text: 'hello' } },
      ),
    async close() {
      await closeProviderConnections()
      await getDatabase().$disconnect()
      setDatabase(undefined)
      await database.drop()
      await server.close()
    },
  }
}

async function newActor(): Promise<Actor> {
  const workspaceId = newId('workspace')
  await getDatabase().workspace.create({
    data: { id: workspaceId, name: 'Reef', slug: workspaceId, createdAt: new Date() },
  })
  return { kind: 'person', id: 'user_1', name: 'Ada', workspaceId, memberId: 'member_1', role: 'owner' }
}
