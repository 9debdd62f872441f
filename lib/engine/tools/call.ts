/** Performs one tool call of a model. Whatever goes wrong becomes a result that the model can act on. */
import { FilesUnreachable } from '../../files/files-unreachable'
import type { ToolCallPart } from '../../runs/message'
import { log } from '../../shared/log'
import { boundText } from './bound'
import { findTool } from './catalog'
import { inputProblem } from './input-problem'
import type { ActingTool, Tool, ToolContext, ToolResult } from './tool'

/** Characters of an unexpected error that the model sees. */
const errorCharacters = 500

export type PerformableCall = Pick<ToolCallPart, 'name' | 'input'> & { problem?: string | undefined }

/**
 * `find` gives the tools that the run may use. After a stop the result tells what was done until then. Throws
 * `FilesUnreachable` only: then nothing was done, and the call can be made again.
 */
export async function performCall(
  call: PerformableCall,
  context: ToolContext,
  signal: AbortSignal,
  find: (name: string) => Tool | undefined = name =>
    context.tools.includes(name) ? findTool(name) : undefined,
): Promise<ToolResult> {
  const tool = find(call.name)
  if (!tool) return failure(`There is no tool "${call.name}". The tools are: ${context.tools.join(', ')}.`)
  if (call.problem !== undefined) {
    return failure(`The arguments of ${tool.name} are not valid JSON: ${call.problem}`)
  }
  const parsed = tool.input.safeParse(call.input)
  if (!parsed.success) return failure(inputProblem(tool, parsed.error))
  if (tool.kind === 'ask') return failure('Only a person can answer this question, and nobody was asked.')
  if (tool.kind === 'delegate') return failure('The work was handed to nobody.')
  if (signal.aborted) return failure('Stopped before it began.')
  try {
    return await bounded(await tool.execute(parsed.data, context, signal), tool, context)
  } catch (error) {
    if (signal.aborted) return failure('Stopped.')
    if (error instanceof FilesUnreachable) throw error
    log.error({ error, tool: tool.name, runId: context.runId, callId: context.callId }, 'tool failed')
    return failure(`${tool.name} failed: ${plainMessage(error)}`)
  }
}

/** One place for all tools: what is long lies in a file, and the model sees its beginning, its end and the path. */
async function bounded(
  result: ToolResult,
  tool: ActingTool,
  { store, whole }: ToolContext,
): Promise<ToolResult> {
  if (whole) return result
  const { text, changes } = await boundText(result.output, store, tool.shownBytes)
  return changes.length === 0
    ? result
    : { ...result, output: text, changes: [...(result.changes ?? []), ...changes] }
}

function failure(output: string): ToolResult {
  return { output, isError: true }
}

/** The message without a stack or paths of this machine. */
function plainMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const [first = ''] = message.split('\n')
  return first.replaceAll(process.cwd(), '').slice(0, errorCharacters) || 'unknown reason'
}
