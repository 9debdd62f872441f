/** Reads a skill's files for signs of a hostile skill. No finding does not mean safe; a finding never blocks alone. */
import { findHiddenCharacters, makeVisible } from './hidden-text'
import { parseSkill } from './parse'
import { type ScanRule, scanRules } from './scan-rules'
import type { Diagnostic, Frontmatter } from './schema'

export interface ScannedFile {
  path: string
  text: string
}

const longestLine = 8_000
const perRuleAndFile = 3
const perSkill = 100

/** Findings over all text files, in file order, then line order. Binary files are not given here. */
export function scanFiles(files: readonly ScannedFile[]): Diagnostic[] {
  const found = files.flatMap(file => scanFile(file))
  const kept = found.slice(0, perSkill)
  if (found.length > kept.length) {
    const message = `${found.length - kept.length} more findings are not listed.`
    kept.push({ code: 'scan-more', severity: 'warning', message })
  }
  return kept
}

function scanFile(file: ScannedFile): Diagnostic[] {
  const prose = /\.(md|markdown|mdx|txt|rst)$|(^|\/)[^.]+$/i.test(file.path)
  const lines = file.text.split('\n')
  const rules = scanRules.filter(rule => rule.where === 'any' || (rule.where === 'prose') === prose)
  const found = [
    ...scanLines(file, lines, rules),
    ...scanBlobs(file, lines),
    ...scanHidden(file),
    ...(prose ? scanComments(file) : []),
    ...(/(^|\/)skill\.md$/i.test(file.path) ? scanFrontmatter(file) : []),
  ]
  return found.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
}

function scanLines(file: ScannedFile, lines: readonly string[], rules: readonly ScanRule[]): Diagnostic[] {
  const counts = new Map<string, number>()
  const found: Diagnostic[] = []
  for (const [index, line] of lines.entries()) {
    const part = line.slice(0, longestLine)
    for (const rule of rules) {
      const match = rule.pattern.exec(part)
      const count = counts.get(rule.code) ?? 0
      if (!match || count >= perRuleAndFile) continue
      counts.set(rule.code, count + 1)
      const { code, severity, message } = rule
      found.push({
        code,
        severity,
        message,
        path: file.path,
        line: index + 1,
        excerpt: excerpt(part, match.index),
      })
    }
  }
  return found
}

/** Long base64 or hexadecimal runs. A run of one case, or without digits, is a word or a rule, not data. */
function scanBlobs(file: ScannedFile, lines: readonly string[]): Diagnostic[] {
  const found: Diagnostic[] = []
  for (const [index, line] of lines.entries()) {
    const match = /[A-Za-z0-9+/_-]{200,}={0,2}/.exec(line)
    const blob = match?.[0] ?? ''
    const isData =
      /\d/.test(blob) &&
      /[a-zA-Z]/.test(blob) &&
      (/^[0-9a-f]+$/i.test(blob) || (/[a-z]/.test(blob) && /[A-Z]/.test(blob)))
    if (!match || !isData) continue
    const message = `Holds an encoded block of ${blob.length} characters that a person cannot read.`
    const at = { path: file.path, line: index + 1, excerpt: excerpt(line, match.index) }
    found.push({ code: 'scan-encoded-block', severity: 'warning', message, ...at })
    if (found.length >= perRuleAndFile) break
  }
  return found
}

function scanHidden(file: ScannedFile): Diagnostic[] {
  const text = file.text.replace(/^\uFEFF/, '')
  const hidden = findHiddenCharacters(text)
  if (!hidden) return []
  const message = `Holds ${hidden.count} hidden characters (${hidden.kinds.join(' ')}) that a model reads and a person does not see.`
  const line = text.slice(0, hidden.index).split('\n').length
  const lineText = text.split('\n')[line - 1] ?? ''
  const at = { path: file.path, line, excerpt: excerpt(lineText, 0) }
  return [{ code: 'scan-hidden-characters', severity: 'warning', message, ...at }]
}

const imperative =
  /\b(?:run|execute|send|upload|post|read|fetch|download|ignore|disregard|delete|append|you must|always|never|do not|important)\b/i

/** HTML comments are not shown when Markdown is rendered; one that gives orders is meant for the model alone. */
function scanComments(file: ScannedFile): Diagnostic[] {
  const found: Diagnostic[] = []
  let from = 0
  while (found.length < perRuleAndFile) {
    const start = file.text.indexOf('<!--', from)
    const end = start < 0 ? -1 : file.text.indexOf('-->', start)
    if (end < 0) return found
    from = end + 3
    const comment = file.text.slice(start, from)
    if (!imperative.test(comment.slice(0, longestLine))) continue
    const line = file.text.slice(0, start).split('\n').length
    const message = 'A comment that is hidden when rendered holds orders.'
    const at = { path: file.path, line, excerpt: excerpt(comment.replace(/\s+/g, ' '), 0) }
    found.push({ code: 'scan-hidden-orders', severity: 'info', message, ...at })
  }
  return found
}

function scanFrontmatter(file: ScannedFile): Diagnostic[] {
  const parsed = parseSkill(file.text)
  if (!parsed.ok) return []
  const broad = broadTools(parsed.skill.frontmatter)
  if (broad.length === 0) return []
  const message = `Asks for wide tools (${broad.join(', ')}). In Reef the workspace's policy decides, never a skill.`
  return [{ code: 'scan-broad-tools', severity: 'info', message, field: 'allowed-tools', path: file.path }]
}

function broadTools(frontmatter: Frontmatter): string[] {
  const value = frontmatter['allowed-tools']
  const tools = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? splitTools(value) : []
  return tools
    .filter(tool => /^(\*|(bash|shell|write|edit|webfetch|web_fetch)(\(\*?\))?)$/i.test(tool))
    .slice(0, 10)
}

function splitTools(value: string): string[] {
  return value.match(/[^\s,(]+(\([^)]*\))?/g) ?? []
}

function excerpt(line: string, index: number): string {
  const start = Math.max(0, index - 30)
  const text = makeVisible(line.slice(start, start + 160).trim())
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
