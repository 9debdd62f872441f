/** How much room the definitions of tools take in a request. */
import type { ToolSize } from '../../runs/context-pieces'
import type { Recipe } from '../../runs/recipe'
import { toolDefinitions } from './catalog'

/** Characters of each definition that every request of a run carries. */
export function toolSizes({ tools, catalogue }: Pick<Recipe, 'tools' | 'catalogue'>): ToolSize[] {
  const own = toolDefinitions(tools).map(tool => ({ name: tool.name, size: JSON.stringify(tool).length }))
  return [...own, ...(catalogue?.sent ?? [])]
}
