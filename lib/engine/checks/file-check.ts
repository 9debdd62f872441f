/** Checks that look into the run's files: whether a file is there and what it holds. */
import type { Check } from '../../checks/schema'
import { canonicalJson, type Json, json } from '../../shared/json'
import { type CheckedFiles, readChecked, type Verdict } from './verdict'

/** Characters of a value that are shown. */
const shown = 300

export async function checkFile(
  check: Extract<Check, { type: 'file' }>,
  checked: CheckedFiles,
): Promise<Verdict> {
  const isThere = Object.hasOwn(checked.files, check.path)
  if (!check.exists)
    return { passed: !isThere, output: isThere ? `${check.path} is there.` : `${check.path} is not there.` }
  if (!isThere) return { passed: false, output: `There is no file ${check.path}.` }
  if (check.contains === undefined) return { passed: true, output: `${check.path} is there.` }
  const file = await readChecked(check.path, checked)
  if (!file.ok) return { passed: false, output: file.problem }
  const holds = file.text.includes(check.contains)
  return {
    passed: holds,
    output: holds
      ? `${check.path} contains the words.`
      : `${check.path} (${file.text.length} characters) does not contain "${check.contains}".`,
  }
}

export async function checkJson(
  check: Extract<Check, { type: 'json' }>,
  checked: CheckedFiles,
): Promise<Verdict> {
  const file = await readChecked(check.path, checked)
  if (!file.ok) return { passed: false, output: file.problem }
  const whole = parse(file.text)
  if (whole === undefined) return { passed: false, output: `${check.path} is not valid JSON.` }
  const value = valueAt(whole, check.pointer)
  const place = check.pointer === '' ? check.path : `${check.path} at ${check.pointer}`
  if (value === undefined) return { passed: false, output: `${place}: there is nothing.` }
  const seen = `${place} is ${JSON.stringify(value).slice(0, shown)}`
  if (check.equals === undefined) return { passed: true, output: `${seen}.` }
  const isEqual = canonicalJson(value) === canonicalJson(check.equals)
  const wanted = JSON.stringify(check.equals).slice(0, shown)
  return { passed: isEqual, output: isEqual ? `${seen}.` : `${seen}, and should be ${wanted}.` }
}

function parse(text: string): Json | undefined {
  try {
    return json.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** The value that a JSON pointer names (RFC 6901); undefined where there is none. */
export function valueAt(whole: Json, pointer: string): Json | undefined {
  if (pointer === '') return whole
  let value: Json | undefined = whole
  for (const token of pointer.slice(1).split('/')) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(value)) value = /^(0|[1-9]\d*)$/.test(key) ? value[Number(key)] : undefined
    else if (value !== null && typeof value === 'object')
      value = Object.hasOwn(value, key) ? value[key] : undefined
    else return undefined
  }
  return value
}
