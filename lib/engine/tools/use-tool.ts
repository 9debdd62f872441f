/**
 * Calls a tool that a search has found. Such a call is the named tool's own from the log on, so what comes here has
 * named none that there is.
 */
import { z } from 'zod'
import { findToolsName, useToolName } from '../../runs/meant-call'
import type { ActingTool } from './tool'

const input = z.object({ name: z.string(), arguments: z.unknown().optional() })

export const useTool: ActingTool<typeof input> = {
  kind: 'act',
  name: useToolName,
  description: 'Call a tool by its name.',
  input,
  sideEffect: 'none',
  execute: async ({ name }) => ({
    output: `There is no tool "${name.slice(0, 100)}" to be used this way. ${findToolsName} tells the names.`,
    isError: true,
  }),
}
