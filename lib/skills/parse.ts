/** Reads a SKILL.md: front matter and body, forgiving about everything that leaves no doubt what was meant. */
import { isMap, parseDocument } from 'yaml'
import type { Diagnostic, Frontmatter } from './schema'

export interface ParsedSkill {
  /** All fields, known or not; every scalar is a string, as in the standard's own parser. */
  frontmatter: Frontmatter
  body: string
  /** Line of the file (from 1) on which the body begins. */
  bodyLine: number
}

export type ParseResult =
  | { ok: true; skill: ParsedSkill; diagnostics: Diagnostic[] }
  | { ok: false; diagnostics: Diagnostic[] }

const maximumFrontmatter = 64 * 1024

/**
 * Splits and reads the text of a SKILL.md (https://agentskills.io/specification). Front matter lies between two
 * lines of `---`. Broken YAML is tried once more with plain values quoted, because `description: Use when: …` is
 * the usual mistake. Never throws: what cannot be read is a diagnostic.
 */
export function parseSkill(source: string): ParseResult {
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source
  const parts = splitFrontmatter(text)
  if ('code' in parts) return { ok: false, diagnostics: [parts] }
  const first = readYaml(parts.yaml)
  if (first.ok) return { ok: true, skill: { ...parts.rest, frontmatter: first.value }, diagnostics: [] }
  const repaired = first.retry ? readYaml(quotePlainValues(parts.yaml)) : first
  if (!repaired.ok) return { ok: false, diagnostics: [first.diagnostic] }
  const warning: Diagnostic = {
    code: 'yaml-repaired',
    severity: 'warning',
    message: `The front matter is not valid YAML (${first.reason}). It was read as if its values were quoted.`,
  }
  return { ok: true, skill: { ...parts.rest, frontmatter: repaired.value }, diagnostics: [warning] }
}

/** Decodes the bytes of a text file; wrong UTF-8 is read with replacement characters and told. */
export function decodeText(bytes: Uint8Array): { text: string; diagnostics: Diagnostic[] } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), diagnostics: [] }
  } catch {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    const message = 'The file is not valid UTF-8; the wrong bytes show as \uFFFD.'
    return { text, diagnostics: [{ code: 'encoding', severity: 'warning', message }] }
  }
}

type Split = { yaml: string; rest: { body: string; bodyLine: number } }

function splitFrontmatter(text: string): Split | Diagnostic {
  const lines = text.split('\n')
  const isFence = (line: string) => /^---[ \t]*\r?$/.test(line)
  if (!isFence(lines[0] ?? '')) {
    const message = 'SKILL.md must start with YAML front matter: a line of three hyphens.'
    return { code: 'frontmatter-missing', severity: 'error', message }
  }
  const end = lines.findIndex((line, index) => index > 0 && isFence(line))
  if (end < 0) {
    const message = 'The front matter is not closed: a second line of three hyphens is missing.'
    return { code: 'frontmatter-unclosed', severity: 'error', message }
  }
  const yaml = lines.slice(1, end).join('\n')
  if (yaml.length > maximumFrontmatter) {
    const message = `The front matter has ${yaml.length} characters; at most ${maximumFrontmatter} are read.`
    return { code: 'frontmatter-too-long', severity: 'error', message }
  }
  return { yaml, rest: { body: lines.slice(end + 1).join('\n'), bodyLine: end + 2 } }
}

type YamlResult =
  | { ok: true; value: Frontmatter }
  | { ok: false; diagnostic: Diagnostic; reason: string; retry: boolean }

/** Schema `failsafe` knows only strings, lists and maps, so nothing is guessed and no tag makes an object. */
function readYaml(yaml: string): YamlResult {
  try {
    const document = parseDocument(yaml, { schema: 'failsafe', prettyErrors: false, logLevel: 'silent' })
    const problem = document.errors[0]
    if (problem) return yamlProblem(problem.message, yaml.slice(0, problem.pos[0]).split('\n').length + 1)
    if (!isMap(document.contents)) {
      const message = 'The front matter must be a YAML mapping of fields to values.'
      const diagnostic: Diagnostic = { code: 'yaml-not-mapping', severity: 'error', message }
      return { ok: false, diagnostic, reason: message, retry: false }
    }
    return { ok: true, value: document.toJS({ maxAliasCount: 20 }) as Frontmatter }
  } catch (error) {
    return yamlProblem(error instanceof Error ? error.message : 'unreadable')
  }
}

function yamlProblem(problem: string, line?: number): YamlResult {
  const reason = (problem.split('\n')[0] ?? problem).slice(0, 200)
  const message = `The front matter is not valid YAML: ${reason}`
  const diagnostic: Diagnostic = {
    code: 'yaml-broken',
    severity: 'error',
    message,
    ...(line ? { line } : {}),
  }
  return { ok: false, diagnostic, reason, retry: true }
}

/** Quotes each plain top-level value together with its indented continuation lines. */
function quotePlainValues(yaml: string): string {
  const result: string[] = []
  const lines = yaml.split(/\r?\n/)
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    const match = /^([A-Za-z][\w-]*):[ \t]+(\S.*)$/.exec(line)
    const [, key, value] = match ?? []
    if (key === undefined || value === undefined || /^["'|>[{&*!#]/.test(value)) {
      result.push(line)
      continue
    }
    const parts = [value.trim()]
    while (/^[ \t]+\S/.test(lines[index + 1] ?? '')) {
      index += 1
      parts.push((lines[index] ?? '').trim())
    }
    result.push(`${key}: ${JSON.stringify(parts.join(' '))}`)
  }
  return result.join('\n')
}
