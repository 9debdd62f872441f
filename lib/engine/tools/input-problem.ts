/** Says what is wrong with the arguments of a call, so that the next one can be right. */
import { z } from 'zod'
import type { Tool } from './tool'

const issuesShown = 5

export function inputProblem(tool: Pick<Tool, 'name' | 'input'>, error: z.ZodError): string {
  const issues = error.issues.slice(0, issuesShown).map(({ path, message }) => {
    const place = path.map(String).join('.')
    return place === '' ? message : `${place}: ${message}`
  })
  return `The arguments of ${tool.name} are wrong: ${issues.join('; ')}. Expected: ${signature(tool)}`
}

/** `{"path": string, "offset"?: number}`: short, and enough to correct a call. */
function signature({ input }: Pick<Tool, 'input'>): string {
  const { properties = {}, required = [] } = z.toJSONSchema(input)
  const fields = Object.entries(properties).map(([name, schema]) => {
    const type = typeof schema === 'object' ? (schema.type ?? 'value') : 'value'
    return `"${name}"${required.includes(name) ? '' : '?'}: ${String(type)}`
  })
  return `{${fields.join(', ')}}`
}
