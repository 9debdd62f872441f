/** A tool of a tool server. What it answers is a stranger's text: fenced, cut to size, and never believed. */
import { z } from 'zod'
import { callServerTool } from '../../tool-servers/call-tool'
import { argumentProblem } from '../../tool-servers/check-arguments'
import type { FrozenTool } from '../../tool-servers/schema'
import { markUntrusted } from '../../web/extract'
import { boundText } from './bound'
import type { ActingTool } from './tool'

/** The fence stands around what is shown of a long result. */
const fenceBytes = 512
const shownBytes = 8 * 1024
/** Characters of the schema that a wrong call is told. */
const schemaCharacters = 3_000

const input = z.record(z.string(), z.unknown())

/**
 * `outside`, whatever the server says of it: a call whose end nobody knows is made again on a person's word only. A file
 * of a long result holds the plain result.
 */
export function serverTool(tool: FrozenTool): ActingTool<typeof input> {
  const { name, description, inputSchema, server } = tool
  return {
    kind: 'act',
    name,
    description,
    input,
    sideEffect: 'outside',
    shownBytes: shownBytes + fenceBytes,
    async execute(given, context, signal) {
      const display = { server: server.name, tool: tool.tool }
      const wrong = argumentProblem(inputSchema, given)
      if (wrong !== null) return { output: wrongWords(tool, wrong), isError: true, display }
      const outcome = await callServerTool(context.workspaceId, tool, given, signal)
      if (!outcome.ok)
        return { output: outcome.message, isError: true, display: { ...display, problem: outcome.problem } }
      const { text, isError } = outcome.answer
      const bytes = Buffer.byteLength(text)
      // A script gets the plain result: what a model reads of it is the script's own output.
      if (context.whole) return { output: text, display: { ...display, bytes }, isError }
      const shown = await boundText(text, context.store, shownBytes)
      return {
        output: text === '' ? '(no result)' : markUntrusted(shown.text, name, context.runId),
        display: { ...display, bytes },
        ...(isError ? { isError } : {}),
        ...(shown.changes.length > 0 ? { changes: shown.changes } : {}),
      }
    },
  }
}

function wrongWords({ name, inputSchema }: FrozenTool, wrong: string): string {
  const schema = JSON.stringify(inputSchema)
  const shown = schema.length > schemaCharacters ? `${schema.slice(0, schemaCharacters)}…` : schema
  return `The arguments of ${name} are wrong: ${wrong}. Nothing was called. Expected: ${shown}`
}
