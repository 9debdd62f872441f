/** Whether a result has the shape that was asked for, in words that the one who made it can act on. Pure. */
import { z } from 'zod'
import type { RunState } from './run-state'

/** A result that is wrong is given back this often before it is reported as it is. */
export const resultChances = 2

const shownProblems = 5

/** What is wrong with a JSON Schema itself; null when results can be held to it. */
export function schemaProblem(schema: unknown): string | null {
  try {
    checkerOf(schema)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** What is wrong with the result: not JSON, or not of the schema's shape. Null when it fits. */
export function resultProblem(schema: unknown, result: string): string | null {
  let value: unknown
  try {
    value = JSON.parse(bareJson(result))
  } catch (error) {
    return `It is not JSON: ${error instanceof Error ? error.message : String(error)}`
  }
  const checked = checkerOf(schema).safeParse(value)
  if (checked.success) return null
  const problems = checked.error.issues.map(
    issue => `${issue.path.join('.') || 'the whole'}: ${issue.message}`,
  )
  const more = problems.length > shownProblems ? `; and ${problems.length - shownProblems} more` : ''
  return `${problems.slice(0, shownProblems).join('; ')}${more}`
}

/** JSON out of an answer that is nothing else, or that holds one fenced block of it. */
export function bareJson(text: string): string {
  const fenced = /```(?:json)?\s*\n([\s\S]*?)\n\s*```/.exec(text)
  return (fenced?.[1] ?? text).trim()
}

function checkerOf(schema: unknown): z.ZodType {
  return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0])
}

/** What the agent of a part is told when its answer has not the shape that was asked for, while it has chances left. */
export function shapeNotice(state: RunState, result: string): string | null {
  const schema = state.created.delegation?.schema
  if (!schema) return null
  const given = state.history.filter(item => item.kind === 'message' && item.cause === 'child').length
  if (given >= resultChances) return null
  const problem = resultProblem(schema, result)
  return (
    problem &&
    `Your answer has not the shape that was asked for. ${problem} Answer with nothing but that JSON.`
  )
}
