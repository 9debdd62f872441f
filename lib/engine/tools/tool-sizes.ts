/** How much room the definitions of tools take in a request. */
import type { ToolSize } from '../../runs/context-pieces'
import { toolDefinitions } from './catalog'

/** Characters of the definition of each named tool; names that are not built in are left out. */
export function toolSizes(names: readonly string[]): ToolSize[] {
  return toolDefinitions(names).map(tool => ({ name: tool.name, size: JSON.stringify(tool).length }))
}
