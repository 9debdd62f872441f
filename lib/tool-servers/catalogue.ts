/** The tools of tool servers as a model is told of them: listed one by one, or found by a search. */
import { tokensOf } from '../runs/context-size'
import { findToolsName, useToolName } from '../runs/meant-call'
import type { ToolDefinition } from '../runs/message'
import type { FrozenTool } from './schema'

/**
 * Tokens, as Reef estimates them, up to which a catalogue is listed. What is listed is written to the cache once and read
 * with each call at a tenth: about twice its tokens in a run of ten calls. A search costs one call more and the contracts
 * that it finds. For the task of docs/tokens.md, with four searches, both cost the same at about 5,500; fewer searches
 * and longer runs make it less. And with few tools a model chooses best when it sees them all.
 */
export const mostListedTokens = 4_000

/** Definitions of all tools, as every request would carry them. */
export function listedDefinitions(tools: readonly FrozenTool[]): ToolDefinition[] {
  return tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }))
}

/** The two tools that stand for a catalogue. */
export function searchDefinitions(tools: readonly FrozenTool[]): ToolDefinition[] {
  const servers = serversOf(tools).map(({ name, tools: count }) => `${name} (${count})`)
  return [
    {
      name: findToolsName,
      description: `Search further tools by what they do. Tools of: ${servers.join(', ')}.`,
      inputSchema: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
    },
    {
      name: useToolName,
      description: `Call a tool that ${findToolsName} has found.`,
      inputSchema: {
        type: 'object',
        properties: { name: { type: 'string' }, arguments: { type: 'object' } },
        required: ['name', 'arguments'],
      },
    },
  ]
}

export function definitionsOf(tools: readonly FrozenTool[], searched: boolean): ToolDefinition[] {
  return searched ? searchDefinitions(tools) : listedDefinitions(tools)
}

export function listedTokens(tools: readonly FrozenTool[]): number {
  return tokensOf(JSON.stringify(listedDefinitions(tools)).length)
}

export function serversOf(tools: readonly FrozenTool[]): { id: string; name: string; tools: number }[] {
  const servers = new Map<string, { id: string; name: string; tools: number }>()
  for (const { server } of tools) {
    const known = servers.get(server.id) ?? { ...server, tools: 0 }
    servers.set(server.id, { ...known, tools: known.tools + 1 })
  }
  return [...servers.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}
