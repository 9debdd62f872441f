/** All built-in tools, sorted by name and frozen: their definitions open every request and must never move. */
import { z } from 'zod'
import type { ToolDefinition } from '../../runs/message'
import { ask } from './ask'
import { bash } from './bash'
import { delegate } from './delegate'
import { edit } from './edit'
import { plan } from './plan'
import { read } from './read'
import { isScriptTool } from './script-input'
import { skill } from './skill'
import type { Tool } from './tool'
import { webFetch } from './web-fetch'
import { write } from './write'

export const tools: readonly Tool[] = Object.freeze([
  ask,
  bash,
  delegate,
  edit,
  plan,
  read,
  skill,
  webFetch,
  write,
])

export function findTool(name: string): Tool | undefined {
  return tools.find(tool => tool.name === name)
}

const known = new Map<string, ToolDefinition[]>()

/**
 * The definitions of the named tools in the order of the catalog. Names that are not built in are left out. The same
 * names give the same object: every request asks, and nothing about a definition can change while a process lives.
 */
export function toolDefinitions(names: readonly string[]): ToolDefinition[] {
  const key = names.join(' ')
  const definitions = known.get(key) ?? describeTools(names)
  if (known.size < mostKnown) known.set(key, definitions)
  return definitions
}

/** More choices of tools than this are made anew each time. */
const mostKnown = 100

function describeTools(names: readonly string[]): ToolDefinition[] {
  const commands = tools
    .filter(tool => names.includes(tool.name) && isScriptTool(tool))
    .map(({ name }) => name)
  return tools
    .filter(tool => names.includes(tool.name))
    .map(tool => ({
      name: tool.name,
      description: (tool.kind === 'act' && tool.descriptionWith?.(commands)) || tool.description,
      inputSchema: leanSchema(z.toJSONSchema(tool.input)),
    }))
}

/** Keywords that cost tokens and change nothing for a model; the tool checks its input anyway. */
const noise = new Set(['$schema', 'additionalProperties', 'minLength', 'maxLength', 'minItems', 'maxItems'])
/** Bounds that only say what an integer is in JavaScript or that counting starts at one. */
const bounds = new Set(['exclusiveMinimum', 'minimum', 'maximum'])

function leanSchema(schema: unknown): Record<string, unknown> {
  return lean(schema) as Record<string, unknown>
}

function lean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lean)
  if (value === null || typeof value !== 'object') return value
  const kept = Object.entries(value).filter(
    ([key, inner]) => !noise.has(key) && !(bounds.has(key) && typeof inner === 'number'),
  )
  return Object.fromEntries(kept.map(([key, inner]) => [key, lean(inner)]))
}
