/** Finds tools in a catalogue by what they do: over names, descriptions and the names of their arguments. */
import MiniSearch from 'minisearch'
import { serversOf } from './catalogue'
import type { FrozenTool } from './schema'

/** Contracts that one search tells, and characters of all of them: what a model reads of it stays small. */
const mostTold = 5
const toldCharacters = 6_000
const descriptionCharacters = 500
/** A contract with a longer schema is told with the names and types of its arguments only. */
const schemaCharacters = 3_000
const namesCharacters = 2_000

export type ToolSearch = (query: string) => string

/**
 * The same query on the same catalogue has the same answer, whichever worker gives it. `commands`: scripts of the run
 * can call the tools, and that is said.
 */
export function openToolSearch(tools: readonly FrozenTool[], commands = false): ToolSearch {
  const index = new MiniSearch<{ id: number; name: string; description: string; parameters: string }>({
    fields: ['name', 'description', 'parameters'],
    tokenize: wordsOf,
    searchOptions: {
      boost: { name: 3, description: 1.5 },
      prefix: term => term.length > 2,
      fuzzy: term => (term.length > 4 ? 0.2 : false),
    },
  })
  index.addAll(
    tools.map((tool, id) => ({
      id,
      name: `${tool.server.name} ${tool.tool}`,
      description: tool.description,
      parameters: Object.keys(propertiesOf(tool)).join(' '),
    })),
  )
  return query => {
    const hits = index.search(query).flatMap(({ id }) => tools[Number(id)] ?? [])
    return hits.length > 0 ? told(hits, commands) : nothingFound(query, tools)
  }
}

/** `createIssue`, `create_issue` and "create issue" are the same words; common ones say nothing. */
function wordsOf(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '' && !common.has(word))
}

const common = new Set('a an and by for from in is it of on or that the this to tool tools with'.split(' '))

function told(hits: readonly FrozenTool[], commands: boolean): string {
  const lines: string[] = []
  let characters = 0
  for (const hit of hits.slice(0, mostTold)) {
    const line = lineOf(hit)
    characters += line.length
    if (lines.length > 0 && characters > toldCharacters) break
    lines.push(line)
  }
  const more = hits.length - lines.length
  const rest = more > 0 ? [`[${more} more match less well]`] : []
  return [...lines, ...rest, ...(commands ? [commandHint] : [])].join('\n')
}

const commandHint = "[in bash each is a command, too: name '{json}']"

function lineOf(tool: FrozenTool): string {
  const { name, description, inputSchema } = tool
  const isLong = JSON.stringify(inputSchema).length > schemaCharacters
  const text =
    description.length > descriptionCharacters
      ? `${description.slice(0, descriptionCharacters)}…`
      : description
  return JSON.stringify({ name, description: text, arguments: isLong ? outlineOf(tool) : inputSchema })
}

function outlineOf(tool: FrozenTool) {
  const { required = [] } = tool.inputSchema
  const properties = Object.entries(propertiesOf(tool)).slice(0, 60)
  const outline = properties.map(([name, schema]) => [name, typeOf(schema)])
  return { type: 'object', properties: Object.fromEntries(outline), required }
}

function typeOf(schema: unknown): { type: unknown } {
  const type = schema !== null && typeof schema === 'object' && 'type' in schema ? schema.type : undefined
  return { type: type ?? 'any' }
}

function propertiesOf({ inputSchema }: FrozenTool): Record<string, unknown> {
  const { properties } = inputSchema
  return properties !== null && typeof properties === 'object' && !Array.isArray(properties) ? properties : {}
}

function nothingFound(query: string, tools: readonly FrozenTool[]): string {
  const lists = serversOf(tools).map(({ id, name }) => {
    const names = tools.filter(tool => tool.server.id === id).map(({ tool }) => tool)
    return `${name}: ${names.join(', ')}`
  })
  const text = lists.join('\n')
  const names = text.length > namesCharacters ? `${text.slice(0, namesCharacters)}…` : text
  return `No tool matches "${query}". The tools are:\n${names}`
}
