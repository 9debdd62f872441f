/** Searches a run's catalogue of tools, which is too large to stand in every request. */
import { z } from 'zod'
import { findToolsName } from '../../runs/meant-call'
import type { ToolSearch } from '../../tool-servers/search-tools'
import type { ActingTool } from './tool'

const queryCharacters = 500

const input = z.object({ query: z.string() })

/** The index is made when somebody searches. */
export function findTools(open: () => ToolSearch): ActingTool<typeof input> {
  let search: ToolSearch | undefined
  return {
    kind: 'act',
    name: findToolsName,
    description: 'Search further tools.',
    input,
    sideEffect: 'none',
    async execute({ query }) {
      search ??= open()
      return { output: search(query.slice(0, queryCharacters)) }
    },
  }
}
