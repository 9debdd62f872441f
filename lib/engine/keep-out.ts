/** What lies in the folders of other agents stays as they made it. */
import { teamFolder } from '../runs/delegation'
import type { ToolResult } from './tools/tool'

/** A change in a foreign folder is undone, and the agent is told. */
export function keepOut(result: ToolResult, folders: readonly string[]): ToolResult {
  const isForeign = ({ path }: { path: string }): boolean =>
    folders.some(folder => path === folder || path.startsWith(`${folder}/`))
  const refused = result.changes?.filter(isForeign) ?? []
  if (refused.length === 0) return result
  const changes = result.changes?.filter(change => !isForeign(change)) ?? []
  const note = `[not kept: ${refused[0]?.path} belongs to another agent. Copy what you want to change out of ${teamFolder}/ first.]`
  return { ...result, changes, isError: true, output: `${result.output}\n${note}` }
}
