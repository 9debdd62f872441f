/** The tools of tool servers that a run may use: loaded from the contracts that were frozen when it was launched. */
import type { FileStore } from '../files/schema'
import { findToolsName, useToolName } from '../runs/meant-call'
import type { ToolDefinition } from '../runs/message'
import type { Recipe } from '../runs/recipe'
import { definitionsOf } from '../tool-servers/catalogue'
import { readFrozen } from '../tool-servers/freeze-catalogue'
import { openToolSearch } from '../tool-servers/search-tools'
import { allTechniques, type Techniques } from './techniques'
import { bash } from './tools/bash'
import { toolDefinitions } from './tools/catalog'
import { findTools } from './tools/find-tools'
import { serverTool } from './tools/server-tool'
import type { Tool } from './tools/tool'
import { useTool } from './tools/use-tool'

export interface RunCatalogue {
  /** What every request carries for it. */
  definitions: ToolDefinition[]
  /** Of all tools in it. */
  names: readonly string[]
  find(name: string): Tool | undefined
}

/** Undefined for a run that has no such tools. */
export async function openCatalogue(
  { catalogue, tools: own }: Pick<Recipe, 'catalogue' | 'tools'>,
  store: FileStore,
  techniques: Pick<Techniques, 'search' | 'scripts'> = allTechniques,
): Promise<RunCatalogue | undefined> {
  if (!catalogue) return undefined
  const tools = readFrozen(await store.read(catalogue.hash))
  const searched = catalogue.searched && techniques.search
  const commands = techniques.scripts && own.includes(bash.name)
  const byName = new Map<string, Tool>(tools.map(tool => [tool.name, serverTool(tool)]))
  if (searched) {
    byName.set(
      findToolsName,
      findTools(() => openToolSearch(tools, commands)),
    )
    byName.set(useToolName, useTool)
  }
  const names = tools.map(({ name }) => name)
  return { definitions: definitionsOf(tools, searched), names, find: name => byName.get(name) }
}

/** Everything that every request of a run carries: built-in tools first, then those of its tool servers. */
export function definitionsFor(recipe: Recipe, catalogue: RunCatalogue | undefined): ToolDefinition[] {
  const own = toolDefinitions(recipe.tools)
  return catalogue ? [...own, ...catalogue.definitions] : own
}
