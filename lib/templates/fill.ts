/** Fills a template with values: each `{{name}}` becomes its value once, and every value is checked by its type. */
import { isSafePath } from '../files/rules'
import type { InputValues, TemplateContent, TemplateInput } from './schema'

const placeholder = /\{\{\s*([A-Za-z_][\w-]*)\s*\}\}/g

export interface FillProblem {
  input: string
  message: string
}

export type Filled =
  | { ok: true; title: string; instructions: string; values: Record<string, string> }
  | { ok: false; problems: FillProblem[] }

/** Names that stand in braces, each once, in order. */
export function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(placeholder)].map(match => match[1] ?? ''))]
}

type Words = Pick<TemplateContent, 'title' | 'instructions' | 'inputs'>

/**
 * What is wrong with a template itself: placeholders without an input or inside a check, two inputs of one name, bad
 * defaults.
 */
export function templateProblems(template: Words & Partial<Pick<TemplateContent, 'checks'>>): FillProblem[] {
  const { title, instructions, inputs, checks = [] } = template
  const names = inputs.map(input => input.name)
  const unknown = placeholdersOf(`${title}\n${instructions}`).filter(name => !names.includes(name))
  return [
    ...unknown.map(name => ({ input: name, message: `{{${name}}} has no input of that name.` })),
    ...names
      .filter((name, index) => names.indexOf(name) !== index)
      .map(name => ({ input: name, message: `Two inputs are named ${name}.` })),
    ...inputs.flatMap(ownProblems),
    // A value comes from whoever calls: as part of a command it would be a command.
    ...placeholdersOf(JSON.stringify(checks)).map(name => ({
      input: name,
      message: `Checks take no values: write {{${name}}} into the instructions only.`,
    })),
  ]
}

function ownProblems(input: TemplateInput): FillProblem[] {
  if (input.type === 'choice' && (input.choices ?? []).length === 0)
    return [{ input: input.name, message: `${labelOf(input)} offers no choices.` }]
  if (input.default === undefined || input.default === '') return []
  const checked = checkValue(input, input.default)
  return 'problem' in checked ? [{ input: input.name, message: `${checked.problem} (its default)` }] : []
}

/**
 * Title and instructions with the values in place. Values are text and nothing more: braces inside a value stay as
 * they are. An empty value counts as none; then the default holds.
 */
export function fillTemplate(template: Words, given: InputValues): Filled {
  const problems: FillProblem[] = []
  const values: Record<string, string> = {}
  for (const name of Object.keys(given)) {
    if (!template.inputs.some(input => input.name === name))
      problems.push({ input: name, message: `There is no input named ${name}.` })
  }
  for (const input of template.inputs) {
    const value = Object.hasOwn(given, input.name) ? textOf(given[input.name]) : ''
    const checked = checkValue(input, value === '' ? (input.default ?? '') : value)
    if ('problem' in checked) problems.push({ input: input.name, message: checked.problem })
    else values[input.name] = checked.value
  }
  if (problems.length > 0) return { ok: false, problems }
  const put = (text: string): string =>
    text.replace(placeholder, (whole, name: string) =>
      Object.hasOwn(values, name) ? (values[name] ?? '') : whole,
    )
  const title = put(template.title).replace(/\s+/g, ' ').trim().slice(0, 200)
  return { ok: true, title, instructions: put(template.instructions).trim(), values }
}

/** The problems in one sentence each. */
export function problemWords(problems: readonly FillProblem[]): string {
  return problems.map(problem => problem.message).join(' ')
}

function textOf(value: InputValues[string] | undefined): string {
  return value === null || value === undefined ? '' : String(value).trim()
}

export function labelOf(input: Pick<TemplateInput, 'name' | 'label'>): string {
  return input.label || input.name
}

function checkValue(input: TemplateInput, value: string): { value: string } | { problem: string } {
  const label = labelOf(input)
  if (value === '') return input.required ? { problem: `${label} is missing.` } : { value: '' }
  switch (input.type) {
    case 'text':
      return { value }
    case 'number':
      return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) && Number.isFinite(Number(value))
        ? { value: String(Number(value)) }
        : { problem: `${label} must be a number.` }
    case 'choice':
      return input.choices?.includes(value)
        ? { value }
        : { problem: `${label} must be one of ${(input.choices ?? []).join(', ')}.` }
    case 'date':
      return isDate(value) ? { value } : { problem: `${label} must be a date such as 2026-03-31.` }
    case 'file':
      return isSafePath(value)
        ? { value }
        : { problem: `${label} must be a relative path, such as data/a.csv.` }
  }
}

/** A day of the calendar, written as ISO 8601 does. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
