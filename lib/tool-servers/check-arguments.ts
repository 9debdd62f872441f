/** Holds the arguments of a call to the JSON Schema of its contract, before anything is sent. */
import { z } from 'zod'
import type { Json } from '../shared/json'

const shownProblems = 5

/** What is wrong with the arguments, in words that the next call can be made by; null when they fit. */
export function argumentProblem(schema: { [key: string]: Json }, input: unknown): string | null {
  const checked = checkerOf(schema).safeParse(input)
  if (checked.success) return null
  const problems = checked.error.issues
    .slice(0, shownProblems)
    .map(({ path, message }) => (path.length > 0 ? `${path.map(String).join('.')}: ${message}` : message))
  return problems.join('; ')
}

/** A schema with something that cannot be checked here is left to its server, but for its being an object. */
function checkerOf(schema: { [key: string]: Json }): z.ZodType {
  try {
    return z.fromJSONSchema(withoutPatterns(schema) as Parameters<typeof z.fromJSONSchema>[0])
  } catch {
    return z.record(z.string(), z.unknown())
  }
}

/** A stranger's regular expression could keep a worker busy for hours. */
function withoutPatterns(value: Json, isProperties = false): Json {
  if (Array.isArray(value)) return value.map(item => withoutPatterns(item))
  if (value === null || typeof value !== 'object') return value
  const kept = Object.entries(value).filter(
    ([key]) => isProperties || (key !== 'pattern' && key !== 'patternProperties' && key !== 'format'),
  )
  return Object.fromEntries(
    kept.map(([key, inner]) => [key, withoutPatterns(inner, !isProperties && key === 'properties')]),
  )
}
