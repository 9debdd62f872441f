/** Which tool a call means: a model that finds its tools by a search calls them through one tool. Pure. */
import type { Json } from '../shared/json'
import type { RecipeCatalogue } from './recipe'
import { isServerTool } from './server-tool-names'

/** Searches the catalogue; and calls what a search has found. */
export const findToolsName = 'find_tools'
export const useToolName = 'use_tool'

interface Called {
  name: string
  input: Json
  problem?: string | undefined
}

export interface Meant {
  name: string
  input: Json
  calledAs?: string
}

/**
 * For everything but the words between Reef and the model, a call of `use_tool` is a call of the tool that it names.
 * One that names none stays what it is: its answer says what is missing.
 */
export function meantCall({ name, input, problem }: Called, catalogue: RecipeCatalogue | undefined): Meant {
  if (name !== useToolName || !catalogue?.searched || problem !== undefined) return { name, input }
  return unwrapped(input) ?? { name, input }
}

/** The same for a call of which only its own words are known. */
export function unwrapped(input: Json): Meant | null {
  if (input === null || typeof input !== 'object' || Array.isArray(input)) return null
  const { name, arguments: inner = {} } = input
  if (typeof name !== 'string' || !isServerTool(name)) return null
  return { name, input: objectOf(inner), calledAs: useToolName }
}

/** Some models send the arguments as the text of their JSON. */
function objectOf(value: Json): Json {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value) as Json
  } catch {
    return value
  }
}
