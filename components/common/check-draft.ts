import type { TaskChoices } from '../../lib/tasks/schema'

export const checkTypes = ['command', 'file', 'json', 'http', 'judge'] as const
export type CheckType = (typeof checkTypes)[number]

/** A check as somebody writes it: words in fields. */
export interface CheckDraft {
  id: string
  type: CheckType
  /** Command, path, address or criterion. */
  main: string
  /** Words in the file or the answer; the pointer into JSON. */
  more: string
  /** What the value in JSON is, or the status of an address. */
  equals: string
  required: boolean
  /** Must pass so many times … */
  pass: string
  /** … of so many tries. */
  of: string
  /** What a check may say beside that; kept as it was. */
  rest?: { name?: string; exitCode?: number; exists?: boolean; model?: string }
}

type NewCheck = NonNullable<TaskChoices['checks']>[number]

export function emptyCheck(id: string, type: CheckType = 'command'): CheckDraft {
  return { id, type, main: '', more: '', equals: '', required: true, pass: '1', of: '1' }
}

/** The checks that the drafts mean; drafts without words are left out. */
export function readChecks(drafts: readonly CheckDraft[]): { checks: NewCheck[] } | { problem: string } {
  const checks: NewCheck[] = []
  for (const [index, draft] of drafts.entries()) {
    if (draft.main.trim() === '') continue
    const read = readCheck(draft)
    if (typeof read === 'string') return { problem: `Check ${index + 1}: ${read}` }
    checks.push(read)
  }
  return { checks }
}

function readCheck(draft: CheckDraft): NewCheck | string {
  const pass = Math.round(Number(draft.pass))
  const of = Math.round(Number(draft.of))
  if (!(pass >= 1 && of >= pass && of <= 20)) return 'write how often it must pass, such as 2 of 3.'
  const repeats = of > 1 ? { repeats: { pass, of } } : {}
  const { name, exitCode = 0, exists = true, model } = draft.rest ?? {}
  const common = { required: draft.required, ...repeats, ...(name ? { name } : {}) }
  const main = draft.main.trim()
  const path = main.replace(/^(\.?\/)?(workspace\/)?/, '')
  const contains = draft.more === '' ? {} : { contains: draft.more }
  switch (draft.type) {
    case 'command':
      return { type: 'command', command: main, exitCode, ...common }
    case 'file':
      return { type: 'file', path, exists, ...contains, ...common }
    case 'json':
      return readJsonCheck(path, draft, common)
    case 'http': {
      const status = draft.equals.trim() === '' ? 200 : Number(draft.equals)
      if (!/^https?:\/\//.test(main)) return 'an address begins with https://.'
      if (!(status >= 100 && status <= 599)) return 'a status is a number such as 200.'
      return { type: 'http', url: main, status, ...contains, ...common }
    }
    case 'judge':
      return { type: 'judge', criterion: main, ...(model ? { model } : {}), ...common }
  }
}

function readJsonCheck(
  path: string,
  draft: CheckDraft,
  common: Pick<NewCheck, 'name' | 'required' | 'repeats'>,
): NewCheck | string {
  const pointer = draft.more.trim()
  if (pointer !== '' && !pointer.startsWith('/')) return 'a place in JSON begins with /, such as /total.'
  if (draft.equals.trim() === '') return { type: 'json', path, pointer, ...common }
  return { type: 'json', path, pointer, equals: jsonOr(draft.equals), ...common }
}

/** JSON where it is JSON, else the words themselves. */
function jsonOr(text: string) {
  try {
    return JSON.parse(text)
  } catch {
    return text.trim()
  }
}

/** What was kept on this device, field by field; odd ones are left out. */
export function checksFrom(kept: unknown): CheckDraft[] {
  if (!Array.isArray(kept)) return []
  return kept.flatMap((value: unknown, index) => {
    if (typeof value !== 'object' || value === null) return []
    const field = (name: string, usual: string): string => {
      const found: unknown = Reflect.get(value, name)
      return typeof found === 'string' ? found : usual
    }
    const type = checkTypes.find(each => each === field('type', ''))
    if (!type) return []
    const usual = emptyCheck(`kept-${index}`, type)
    return [
      {
        ...usual,
        id: field('id', usual.id),
        main: field('main', ''),
        more: field('more', ''),
        equals: field('equals', ''),
        pass: field('pass', '1'),
        of: field('of', '1'),
        required: Reflect.get(value, 'required') !== false,
      },
    ]
  })
}

/** Checks that were saved before, ready to be changed. */
export function draftsOf(checks: readonly NewCheck[]): CheckDraft[] {
  return checks.map((check, index) => {
    const { name, required = true, repeats } = check
    const pass = String(repeats?.pass ?? 1)
    const of = String(repeats?.of ?? 1)
    const { rest, ...fields } = fieldsOf(check)
    const kept = { ...rest, ...(name ? { name } : {}) }
    return { ...emptyCheck(`saved-${index}`, check.type), ...fields, required, pass, of, rest: kept }
  })
}

function fieldsOf(check: NewCheck): Partial<CheckDraft> {
  switch (check.type) {
    case 'command':
      return { main: check.command, rest: { exitCode: check.exitCode ?? 0 } }
    case 'file':
      return { main: check.path, more: check.contains ?? '', rest: { exists: check.exists ?? true } }
    case 'json': {
      const { equals } = check
      const words = typeof equals === 'string' && jsonOr(equals) === equals ? equals : JSON.stringify(equals)
      return { main: check.path, more: check.pointer, equals: equals === undefined ? '' : words }
    }
    case 'http':
      return { main: check.url, more: check.contains ?? '', equals: String(check.status ?? 200) }
    case 'judge':
      return { main: check.criterion, ...(check.model ? { rest: { model: check.model } } : {}) }
  }
}
