/** Freezes the contracts that an agent may use into a run: their content by hash, so that the log stays small. */
import type { Connection } from '../db/client'
import { findFile, writeFile } from '../files/repository'
import type { RecipeCatalogue } from '../runs/recipe'
import { definitionsOf, listedTokens, mostListedTokens, serversOf } from './catalogue'
import { findToolServers, type KnownServer } from './repository'
import { stateOf } from './rules'
import { type FrozenTool, frozenTools } from './schema'

/** The tools that are on, of the servers that there are; undefined when there is none. */
export async function freezeCatalogue(
  db: Connection,
  workspaceId: string,
  serverIds: readonly string[],
): Promise<RecipeCatalogue | undefined> {
  if (serverIds.length === 0) return undefined
  const servers = await findToolServers(db, workspaceId, serverIds)
  return await keep(db, workspaceId, servers.flatMap(allowedTools))
}

/** The catalogue of an agent that work is handed to: what it may use itself and the run above it may use too. */
export async function sharedCatalogue(
  db: Connection,
  workspaceId: string,
  serverIds: readonly string[],
  parent: RecipeCatalogue | undefined,
): Promise<RecipeCatalogue | undefined> {
  if (!parent || serverIds.length === 0) return undefined
  const bytes = await findFile(db, workspaceId, parent.hash)
  if (!bytes) return undefined
  const above = new Map(readFrozen(bytes).map(tool => [tool.name, tool.hash]))
  const servers = await findToolServers(db, workspaceId, serverIds)
  const tools = servers.flatMap(allowedTools).filter(({ name, hash }) => above.get(name) === hash)
  return await keep(db, workspaceId, tools)
}

export function readFrozen(bytes: Uint8Array): FrozenTool[] {
  return frozenTools.parse(JSON.parse(new TextDecoder().decode(bytes)))
}

function allowedTools({ server, tools }: KnownServer): FrozenTool[] {
  return tools
    .filter(tool => stateOf(tool) === 'on')
    .map(({ fullName, description, inputSchema, hash, name }) => ({
      name: fullName,
      description,
      inputSchema,
      hash,
      server: { id: server.id, name: server.name },
      tool: name,
    }))
}

async function keep(
  db: Connection,
  workspaceId: string,
  found: FrozenTool[],
): Promise<RecipeCatalogue | undefined> {
  if (found.length === 0) return undefined
  const tools = found.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const { hash, size } = await writeFile(db, workspaceId, new TextEncoder().encode(JSON.stringify(tools)))
  const tokens = listedTokens(tools)
  const searched = tokens > mostListedTokens
  const sent = definitionsOf(tools, searched).map(definition => ({
    name: definition.name,
    size: JSON.stringify(definition).length,
  }))
  return { hash, size, servers: serversOf(tools), tokens, searched, sent }
}
