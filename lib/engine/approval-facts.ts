/** What a person sees before a call is made: the real thing, with whatever it could hide made visible. */
import { realPath } from '../policy/read-call'
import { type CallPart, offerMatch, ruleWords } from '../policy/rules'
import type { PolicyRule } from '../policy/schema'
import { wantedWords } from '../runs/call-words'
import type { ToolCallState } from '../runs/run-state'
import { isServerTool } from '../runs/server-tool-names'
import type { Json } from '../shared/json'
import { visibleText } from '../shared/visible-text'
import { replaceText } from './tools/edit'
import { describeChange } from './tools/text-change'
import { findFile, readText } from './tools/text-file'
import type { ToolContext } from './tools/tool'

/** Characters of one text that the card keeps; the hash speaks for the rest. */
const shownCharacters = 20_000

type Facts = { [key: string]: Json }

interface Asked {
  call: ToolCallState
  rules: readonly PolicyRule[]
  parts: readonly CallPart[]
  context: Pick<ToolContext, 'files' | 'skills' | 'store'>
  redact: (text: string) => string
}

export function titleOf(call: ToolCallState): string {
  return visibleText(wantedWords(call))
}

export async function factsOf({ call, rules, parts, context, redact }: Asked): Promise<Facts> {
  const match = offerMatch(parts)
  // Where no rule asks there is none to make an exception from.
  const scopes = rules.length > 0 ? ['once', 'task', 'always'] : ['once', 'task']
  const facts: Facts = {
    tool: call.name,
    ...(await argumentsOf(call, context)),
    rules: rules.map(rule => ({ id: rule.id, words: ruleWords(rule), note: rule.note })),
    scopes: match ? scopes : ['once'],
    match: match ? { ...match } : null,
    ...(call.status === 'started' && call.startedAt ? { startedAt: call.startedAt } : {}),
  }
  return shown(facts, redact) as Facts
}

async function argumentsOf(call: ToolCallState, context: Asked['context']): Promise<Facts> {
  const { name, input } = call
  const text = (key: string): string | undefined => {
    const value =
      input !== null && typeof input === 'object' && !Array.isArray(input) ? input[key] : undefined
    return typeof value === 'string' ? value : undefined
  }
  const path = isServerTool(name) ? undefined : text('path')
  const url = text('url')
  const command = text('command')
  if (name === 'bash' && command !== undefined) return { command }
  if (url !== undefined) return { input, url, ...(URL.canParse(url) ? { host: new URL(url).hostname } : {}) }
  if (path === undefined) return { input }
  const where = { path: realPath(path) }
  if (name === 'write') return { ...where, diff: await diffOf(path, () => text('content') ?? '', context) }
  if (name !== 'edit') return { ...where, input }
  const [from = '', to = ''] = [text('old_string'), text('new_string')]
  const all =
    typeof input === 'object' && input !== null && !Array.isArray(input) && input.replace_all === true
  const changed = (before: string): string | null => {
    const replaced = replaceText(before, { from, to, all })
    return replaced.ok ? replaced.text : null
  }
  return { ...where, input, diff: await diffOf(path, changed, context) }
}

/** The change as a diff; null where there is nothing to compare with. */
async function diffOf(
  path: string,
  change: (before: string) => string | null,
  context: Asked['context'],
): Promise<string | null> {
  const found = findFile(path, context)
  const file = found.ok ? await readText(path, found.entry, context as ToolContext) : undefined
  const before = file?.ok ? file.text : ''
  const after = change(before)
  if (after === null) return null
  const { diff } = describeChange(realPath(path), before, after)
  return typeof diff === 'string' ? diff : after
}

function shown(value: Json, redact: (text: string) => string): Json {
  if (typeof value === 'string') {
    const text = visibleText(redact(value))
    return text.length > shownCharacters
      ? `${text.slice(0, shownCharacters)}\n[… cut; the approval holds for all of it]`
      : text
  }
  if (Array.isArray(value)) return value.map(inner => shown(inner, redact))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shown(inner, redact)]))
}
