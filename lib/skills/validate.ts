/** Checks a skill against the Agent Skills standard: lenient when it is loaded, strict when it is published. */
import type { ParsedSkill } from './parse'
import { type Diagnostic, type Frontmatter, type Severity, standardLimits } from './schema'
import { estimateTokens } from './token-estimate'

export type ValidationMode = 'lenient' | 'strict'

export interface ValidationInput {
  skill: ParsedSkill
  mode: ValidationMode
  /** Name of the folder that holds the SKILL.md, when it has one. */
  folder?: string
}

const knownFields = ['name', 'description', 'license', 'compatibility', 'metadata', 'allowed-tools']

/**
 * All remarks on a parsed skill, in the order of the standard's fields. In both modes an `error` means "cannot be
 * used": lenient has only the missing description, strict has every broken rule. The rules are those of
 * https://agentskills.io/specification as its reference validator reads them (names in any script after NFKC,
 * lengths in characters, unknown fields refused); where the validator is silent, the specification's text counts.
 */
export function validateSkill(input: ValidationInput): Diagnostic[] {
  const { frontmatter } = input.skill
  const rule: Severity = input.mode === 'strict' ? 'error' : 'warning'
  return [
    ...checkFields(frontmatter, rule),
    ...checkName(frontmatter, input.folder, rule),
    ...checkDescription(frontmatter, rule),
    ...checkCompatibility(frontmatter, rule),
    ...checkMetadata(frontmatter, rule),
    ...checkAllowedTools(frontmatter, rule),
    ...checkLicense(frontmatter, rule),
    ...checkBody(input.skill.body),
  ]
}

/** The name as the standard compares it: trimmed and NFKC. Empty when there is none. */
export function normalName(frontmatter: Frontmatter): string {
  const name = frontmatter.name
  return typeof name === 'string' ? name.trim().normalize('NFKC') : ''
}

/** The description as one text without surrounding space. Empty when there is none. */
export function descriptionOf(frontmatter: Frontmatter): string {
  const description = frontmatter.description
  return typeof description === 'string' ? description.trim() : ''
}

/** What is wrong with a name that is already normal; nothing for a valid one. */
export function nameProblems(name: string): { code: string; message: string }[] {
  const problems: { code: string; message: string }[] = []
  const add = (code: string, message: string) => problems.push({ code, message })
  const length = [...name].length
  if (length > standardLimits.name)
    add('name-too-long', `The name has ${length} characters; the limit is ${standardLimits.name}.`)
  if (name !== name.toLowerCase()) add('name-not-lowercase', 'The name must be lowercase.')
  if (name.startsWith('-') || name.endsWith('-'))
    add('name-edge-hyphen', 'The name cannot start or end with a hyphen.')
  if (name.includes('--')) add('name-double-hyphen', 'The name cannot contain consecutive hyphens.')
  if (!/^[\p{L}\p{N}-]*$/u.test(name))
    add(
      'name-characters',
      'The name contains invalid characters: only letters, digits and hyphens are allowed.',
    )
  return problems
}

function remark(field: string, level: Severity, code: string, message: string): Diagnostic {
  return { code, severity: level, message, field }
}

function checkFields(frontmatter: Frontmatter, level: Severity): Diagnostic[] {
  return Object.keys(frontmatter)
    .filter(field => !knownFields.includes(field))
    .sort()
    .map(field => {
      const shown = JSON.stringify(field.slice(0, 80))
      return remark(
        field,
        level,
        'field-unknown',
        `Unexpected field ${shown}: the standard does not name it.`,
      )
    })
}

function checkName(frontmatter: Frontmatter, folder: string | undefined, level: Severity): Diagnostic[] {
  const name = normalName(frontmatter)
  if (frontmatter.name === undefined) {
    return [remark('name', level, 'name-missing', 'The required field "name" is missing.')]
  }
  if (name === '') return [remark('name', level, 'name-empty', 'The name must be a non-empty text.')]
  const found = nameProblems(name).map(problem => remark('name', level, problem.code, problem.message))
  if (folder !== undefined && folder.normalize('NFKC') !== name) {
    const message = `The folder "${folder}" must have the skill's name "${name}".`
    found.push(remark('name', level, 'name-folder-mismatch', message))
  }
  return found
}

function checkDescription(frontmatter: Frontmatter, level: Severity): Diagnostic[] {
  if (frontmatter.description === undefined) {
    return [
      remark('description', 'error', 'description-missing', 'The required field "description" is missing.'),
    ]
  }
  if (descriptionOf(frontmatter) === '') {
    const message = 'The description must be a non-empty text: the agent chooses a skill by it.'
    return [remark('description', 'error', 'description-empty', message)]
  }
  const length = [...String(frontmatter.description)].length
  if (length <= standardLimits.description) return []
  const message = `The description has ${length} characters; the limit is ${standardLimits.description}.`
  return [remark('description', level, 'description-too-long', message)]
}

function checkCompatibility(frontmatter: Frontmatter, level: Severity): Diagnostic[] {
  const value = frontmatter.compatibility
  if (value === undefined) return []
  if (typeof value !== 'string') {
    return [
      remark('compatibility', level, 'compatibility-not-text', 'The field "compatibility" must be a text.'),
    ]
  }
  const length = [...value].length
  if (length <= standardLimits.compatibility) return []
  const message = `The compatibility has ${length} characters; the limit is ${standardLimits.compatibility}.`
  return [remark('compatibility', level, 'compatibility-too-long', message)]
}

function checkMetadata(frontmatter: Frontmatter, level: Severity): Diagnostic[] {
  const value = frontmatter.metadata
  if (value === undefined) return []
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return [remark('metadata', level, 'metadata-not-map', 'The field "metadata" must map names to texts.')]
  }
  const nested = Object.keys(value).filter(key => typeof value[key] !== 'string')
  if (nested.length === 0) return []
  const message = `These metadata values are not texts: ${nested.join(', ').slice(0, 200)}.`
  return [remark('metadata', level, 'metadata-not-text', message)]
}

function checkAllowedTools(frontmatter: Frontmatter, level: Severity): Diagnostic[] {
  const value = frontmatter['allowed-tools']
  if (value === undefined || typeof value === 'string') return []
  const message = 'The field "allowed-tools" must be one text with the tools separated by spaces.'
  return [remark('allowed-tools', level, 'allowed-tools-not-text', message)]
}

function checkLicense(frontmatter: Frontmatter, level: Severity): Diagnostic[] {
  if (frontmatter.license === undefined || typeof frontmatter.license === 'string') return []
  return [remark('license', level, 'license-not-text', 'The field "license" must be a text.')]
}

/** Recommendations of the standard, never rules. */
function checkBody(body: string): Diagnostic[] {
  const found: Diagnostic[] = []
  if (body.trim() === '') {
    found.push({
      code: 'body-empty',
      severity: 'warning',
      message: 'There are no instructions after the front matter.',
    })
  }
  const lines = body.split('\n').length
  if (lines > standardLimits.bodyLines) {
    const message = `The text has ${lines} lines; under ${standardLimits.bodyLines} are recommended.`
    found.push({ code: 'body-long', severity: 'info', message })
  }
  const tokens = estimateTokens(body)
  if (tokens > standardLimits.bodyTokens) {
    const message = `Opening it costs about ${tokens} tokens; under ${standardLimits.bodyTokens} are recommended.`
    found.push({ code: 'body-tokens', severity: 'info', message })
  }
  return found
}
