/** How a script calls a tool: which tools it may call, and what the words after the name mean. */
import { z } from 'zod'
import type { Json } from '../../shared/json'
import type { ActingTool, Tool } from './tool'

/**
 * Tools that reach beyond the run's files. What works on the files themselves is the shell's own business, and what
 * asks people or other agents is no command.
 */
export function isScriptTool(tool: Tool | undefined): tool is ActingTool {
  return tool?.kind === 'act' && (tool.sideEffect === 'network' || tool.sideEffect === 'outside')
}

export type ScriptInput = { ok: true; input: Json } | { ok: false; problem: string }

/** `'{"url": …}'`, the same on standard input, or the arguments one after the other, required ones first. */
export function readScriptInput(tool: ActingTool, words: readonly string[], piped: string): ScriptInput {
  const [first] = words
  if (first === undefined) return piped.trim() === '' ? { ok: true, input: {} } : parse(tool, piped)
  if (words.length === 1 && first.trimStart().startsWith('{')) return parse(tool, first)
  const { properties = {}, required = [] } = z.toJSONSchema(tool.input)
  const names = [...required, ...Object.keys(properties).filter(name => !required.includes(name))]
  if (words.length > names.length) return { ok: false, problem: `Too many words. ${usage(tool, names)}` }
  return { ok: true, input: Object.fromEntries(words.map((word, index) => [names[index] ?? '', word])) }
}

function parse(tool: ActingTool, text: string): ScriptInput {
  try {
    return { ok: true, input: JSON.parse(text) as Json }
  } catch {
    const { properties = {} } = z.toJSONSchema(tool.input)
    return { ok: false, problem: `The arguments are no JSON. ${usage(tool, Object.keys(properties))}` }
  }
}

function usage(tool: ActingTool, names: readonly string[]): string {
  const fields = names.map(name => `"${name}": …`).join(', ')
  return `Usage: ${tool.name} '{${fields}}'`
}
