/** Contracts of tools: read with care, named, pinned by hash, and compared with what a person has allowed. Pure. */
import { serverToolPrefix } from '../runs/server-tool-names'
import { sha256 } from '../shared/hash'
import { canonicalJson, type Json } from '../shared/json'
import { withoutHidden } from '../shared/visible-text'
import type { KnownTool, ToolContract, ToolState } from './schema'

/** Names of tools that vendors take are this long at most. */
const nameCharacters = 64
const descriptionCharacters = 2_000
/** A contract with a larger schema would fill the answer of a search by itself. */
const schemaCharacters = 20_000
const deepest = 24
export const mostTools = 500
/** Of all contracts of a server. */
const mostCharacters = 1_000_000

/** Vendors take letters, digits, `_` and `-`. A name that does not fit as it is gets a few digits of its hash. */
export function fullNameOf(server: string, tool: string): string {
  const plain = tool.replace(/[^A-Za-z0-9_-]/g, '_')
  const full = `${serverToolPrefix}${server}__${plain}`
  if (plain === tool && full.length <= nameCharacters) return full
  return `${full.slice(0, nameCharacters - 7)}_${sha256(tool).slice(0, 6)}`
}

/** A tool as a server tells it. */
export interface OfferedTool {
  name: string
  description?: string | undefined
  inputSchema?: unknown
  outputSchema?: unknown
  annotations?: unknown
}

export interface ServerIdentity {
  name: string
  url: string
}

/** The contracts that can be used, sorted, and a note on those that cannot. */
export function readContracts(
  server: ServerIdentity,
  offered: readonly OfferedTool[],
): { contracts: ToolContract[]; note: string | null } {
  const byName = new Map<string, ToolContract>()
  let characters = 0
  for (const tool of offered) {
    const contract = readContract(server, tool)
    if (!contract || byName.size === mostTools || byName.has(contract.fullName)) continue
    characters += JSON.stringify(contract).length
    if (characters <= mostCharacters) byName.set(contract.fullName, contract)
  }
  const contracts = [...byName.values()].sort((a, b) => (a.fullName < b.fullName ? -1 : 1))
  const leftOut = offered.length - contracts.length
  const note = leftOut > 0 ? `${leftOut} of its tools cannot be used: their contracts are not sound.` : null
  return { contracts, note }
}

function readContract(server: ServerIdentity, tool: OfferedTool): ToolContract | null {
  const { name, description = '', inputSchema = {}, outputSchema = null, annotations = null } = tool
  if (!/^[\x21-\x7e]{1,128}$/.test(name) || !isObject(inputSchema)) return null
  // What is too deep cannot be hashed either.
  if (cleanSchema([outputSchema, annotations], 0) === undefined) return null
  const schema = cleanSchema(inputSchema, 0)
  if (schema === undefined || !isObject(schema)) return null
  const { $schema: _, ...kept } = schema
  if (JSON.stringify(kept).length > schemaCharacters) return null
  return {
    name,
    fullName: fullNameOf(server.name, name),
    description: cut(withoutHidden(description).trim(), descriptionCharacters),
    inputSchema: { ...kept, type: 'object' },
    readOnly: isObject(annotations) && annotations.readOnlyHint === true,
    hash: sha256(
      canonicalJson({ url: server.url, name, description, inputSchema, outputSchema, annotations }),
    ),
  }
}

/** The schema with clean texts; undefined where it nests too deep or names something with hidden characters. */
function cleanSchema(value: unknown, depth: number): Json | undefined {
  if (depth > deepest) return undefined
  if (typeof value === 'string') return withoutHidden(value)
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value
  if (Array.isArray(value)) {
    const items = value.map(item => cleanSchema(item, depth + 1))
    return items.every(item => item !== undefined) ? items : undefined
  }
  if (!isObject(value)) return undefined
  const clean: { [key: string]: Json } = {}
  for (const [key, inner] of Object.entries(value)) {
    const item = cleanSchema(inner, depth + 1)
    if (item === undefined || key === '__proto__' || withoutHidden(key) !== key) return undefined
    clean[key] = item
  }
  return clean
}

function isObject(value: unknown): value is Record<string, unknown> & { [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

export function stateOf({ said, allowed, hash }: KnownTool): ToolState {
  if (said === null) return 'new'
  if (said === 'off') return 'off'
  return allowed?.hash === hash ? 'on' : 'changed'
}

/** What the server offers now, with the words that people gave on it. A tool that is gone takes its word with it. */
export function mergeTools(known: readonly KnownTool[], contracts: readonly ToolContract[]): KnownTool[] {
  const before = new Map(known.map(tool => [tool.name, tool]))
  return contracts.map(contract => {
    const { said = null, allowed = null } = before.get(contract.name) ?? {}
    return { ...contract, said, allowed }
  })
}

/** The tools with a person's word on some. A word on a contract that is not the present one is named in `stale`. */
export function sayOn(
  known: readonly KnownTool[],
  words: readonly { name: string; hash: string; on: boolean }[],
): { tools: KnownTool[]; stale: string[]; unknown: string[] } {
  const byName = new Map(words.map(word => [word.name, word]))
  const names = new Set(known.map(tool => tool.name))
  const stale = known.flatMap(({ name, hash }) => {
    const word = byName.get(name)
    return word?.on && word.hash !== hash ? [name] : []
  })
  const tools = known.map((tool): KnownTool => {
    const word = byName.get(tool.name)
    if (!word) return tool
    const { hash, description, inputSchema } = tool
    return word.on
      ? { ...tool, said: 'on', allowed: { hash, description, inputSchema } }
      : { ...tool, said: 'off', allowed: null }
  })
  return { tools, stale, unknown: words.flatMap(({ name }) => (names.has(name) ? [] : [name])) }
}
