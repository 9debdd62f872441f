/** The facts of an approval as the page shows them. Read by hand and leniently: a schema would be most of the script. */
import type { MatchKind, RuleMatch } from '../policy/schema'
import type { ApprovalState } from '../runs/run-state'
import type { PlanStep } from '../runs/work-events'
import type { Json } from '../shared/json'

export interface ShownFacts {
  tool: string
  command: string
  path: string
  diff: string
  url: string
  host: string
  /** The arguments where no field of their own shows them, as JSON text. */
  input: string
  /** The rules that ask, in words, with the notes of who made them. */
  rules: { words: string; note: string }[]
  scopes: string[]
  /** What the wider scopes would speak of. */
  match: RuleMatch | null
  /** Steps of a plan. */
  steps: PlanStep[]
  revision: number
}

type Facts = ApprovalState['facts']

export function readFacts(facts: Facts): ShownFacts {
  const text = (key: string) => textOf(facts[key])
  const shown = text('command') || text('url') || text('diff')
  return {
    tool: text('tool'),
    command: text('command'),
    path: text('path'),
    diff: text('diff'),
    url: text('url'),
    host: text('host'),
    input: facts.input === undefined || shown ? '' : JSON.stringify(facts.input, null, 2),
    rules: listOf(facts.rules).map(rule => ({ words: textOf(rule.words), note: textOf(rule.note) })),
    scopes: Array.isArray(facts.scopes) ? facts.scopes.map(textOf) : [],
    match: matchOf(facts.match),
    steps: listOf(facts.steps) as unknown as PlanStep[],
    revision: typeof facts.revision === 'number' ? facts.revision : 0,
  }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

function listOf(value: Json | undefined): { [key: string]: Json }[] {
  if (!Array.isArray(value)) return []
  return value.filter(each => each !== null && typeof each === 'object' && !Array.isArray(each)) as {
    [key: string]: Json
  }[]
}

function matchOf(value: Json | undefined): RuleMatch | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null
  const patterns = Array.isArray(value.patterns) ? value.patterns.map(textOf) : []
  return { on: textOf(value.on) as MatchKind, patterns }
}
