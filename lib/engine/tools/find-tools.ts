/** Searches a run's catalogue of tools, which is too large to stand in every request. */
import { z } from 'zod'
import { findToolsName } from '../../runs/meant-call'
import type { ToolSearch } from '../../tool-servers/search-tools'
import type { ActingTool } from './tool'

const input = z.object({ query: z.string() })

export function findTools(search: ToolSearch): ActingTool<typeof input> {
  return {
    kind: 'act',
    name: findToolsName,
    description: 'Search further tools.',
    input,
    sideEffect: 'none',
    execute: async ({ query }) => ({ output: search(query.slice(0, 500)) }),
  }
}
