/** What the policy says of a call: pure, from the rules and from what the call does. Deny > ask > allow. */
import { isServerTool, serverToolOf } from '../runs/server-tool-names'
import { matchesPath, matchesWord } from '../shared/glob'
import type { PolicyRule, RuleMatch } from './schema'

/** The words of one simple command; null for a word that is known only when it runs. */
export type CommandWords = readonly (string | null)[]

/** What a call does, as far as it can be read from its arguments. */
export interface CallFacts {
  tool: string
  /** Every simple command, in lists, pipelines, loops and substitutions alike. */
  commands: readonly CommandWords[]
  /** Normalised: `a/b` below the work folder, `/skills/x/…` outside of it. */
  paths: readonly string[]
  /** Lower case, after the last redirect where it is known. */
  hosts: readonly string[]
  /** Some of it shows only when it runs: such a call matches every rule, and no exception. */
  hidden: boolean
  /** Which files it touches shows only when it runs; its commands are known. */
  pathsHidden?: boolean
}

/** A part of a call that a rule speaks of. */
export type CallPart =
  | { kind: 'command'; words: CommandWords }
  | { kind: 'path'; path: string }
  | { kind: 'host'; host: string }
  | { kind: 'call' }
  | { kind: 'hidden' }

export type JudgingRule = Pick<PolicyRule, 'id' | 'effect' | 'tool' | 'match' | 'exceptionOf'>

export interface Judgement<Rule extends JudgingRule = JudgingRule> {
  effect: 'deny' | 'ask' | 'allow'
  /** The rules that say so; empty for allow. */
  rules: Rule[]
  /** What of the call they speak of. */
  parts: CallPart[]
}

/** Judges a call. Each rule can only make the verdict stricter; an exception takes back only what its own rule said. */
export function judge<Rule extends JudgingRule>(rules: readonly Rule[], call: CallFacts): Judgement<Rule> {
  const speaking = rules
    .filter(rule => rule.exceptionOf === null && rule.effect !== 'allow' && isAbout(rule, call))
    .map(rule => ({ rule, parts: leftOver(rule, rules, call) }))
    .filter(({ parts }) => parts.length > 0)
  for (const effect of ['deny', 'ask'] as const) {
    const found = speaking.filter(({ rule }) => rule.effect === effect)
    if (found.length > 0)
      return { effect, rules: found.map(({ rule }) => rule), parts: found.flatMap(({ parts }) => parts) }
  }
  return { effect: 'allow', rules: [], parts: [] }
}

function isAbout({ tool }: Pick<JudgingRule, 'tool'>, call: Pick<CallFacts, 'tool'>): boolean {
  return namesTool(tool, call.tool)
}

/** `*` is every tool, and `mcp__tracker__*` every one whose name begins so. */
export function namesTool(pattern: string, tool: string): boolean {
  return pattern === tool || (pattern.endsWith('*') && tool.startsWith(pattern.slice(0, -1)))
}

/**
 * The same, and calls of tool servers are asked about also where somebody has removed the rule that says so: only an
 * exception from a rule ends it.
 */
export function judgeCall<Rule extends JudgingRule>(
  rules: readonly Rule[],
  call: CallFacts,
): Judgement<Rule> {
  const judgement = judge(rules, call)
  if (judgement.effect !== 'allow' || !isServerTool(call.tool) || isAskedAbout(rules, call.tool))
    return judgement
  return { effect: 'ask', rules: [], parts: partsMatched({ on: 'any', patterns: [] }, call) }
}

/** Whether some rule asks about every call of a tool: where it does not ask after all, an exception has said so. */
function isAskedAbout(rules: readonly JudgingRule[], tool: string): boolean {
  return rules.some(
    ({ effect, exceptionOf, match, tool: pattern }) =>
      effect === 'ask' && exceptionOf === null && match.on === 'any' && namesTool(pattern, tool),
  )
}

/** The parts that a rule speaks of and that none of its exceptions covers. */
function leftOver(rule: JudgingRule, rules: readonly JudgingRule[], call: CallFacts): CallPart[] {
  const exceptions = rules.filter(other => other.exceptionOf === rule.id && isAbout(other, call))
  const parts = partsMatched(rule.match, call)
  return parts.filter(part => !exceptions.some(({ match }) => covers(match, part)))
}

/** The parts of a call that a match speaks of. What cannot be read counts as matched. */
export function partsMatched(match: RuleMatch, call: CallFacts): CallPart[] {
  return partsOf(call, match.on).filter(part => speaksOf(match, part))
}

function speaksOf({ on, patterns }: RuleMatch, part: CallPart): boolean {
  if (on === 'any' || part.kind === 'hidden') return true
  switch (part.kind) {
    case 'command':
      return patterns.some(pattern => mayMatch(pattern, part.words))
    case 'path':
      return patterns.some(pattern => matchesPath(plainPath(pattern), part.path))
    case 'host':
      return patterns.some(pattern => matchesHost(pattern, part.host))
    case 'call':
      return false
  }
}

function partsOf(call: CallFacts, on: RuleMatch['on']): CallPart[] {
  const commands = call.commands.map((words): CallPart => ({ kind: 'command', words }))
  const paths = call.paths.map((path): CallPart => ({ kind: 'path', path }))
  const hosts = call.hosts.map((host): CallPart => ({ kind: 'host', host }))
  const hidden: CallPart[] = call.hidden ? [{ kind: 'hidden' }] : []
  switch (on) {
    case 'command':
      return call.commands.length > 0 || call.tool === 'bash' ? [...commands, ...hidden] : []
    case 'path':
      return [...paths, ...(call.pathsHidden ? [{ kind: 'hidden' } as const] : hidden)]
    case 'host':
      // Nothing but web_fetch reaches hosts: the sandbox has no network.
      return call.tool === 'bash' ? [] : [...hosts, ...hidden]
    case 'any': {
      const parts = [...(commands.length > 0 ? commands : [...paths, ...hosts]), ...hidden]
      return parts.length > 0 ? parts : [{ kind: 'call' }]
    }
  }
}

/** Whether an exception surely speaks of a part. */
export function covers({ on, patterns }: RuleMatch, part: CallPart): boolean {
  if (on === 'any') return true
  if (on !== part.kind) return false
  return part.kind === 'command'
    ? patterns.some(pattern => surelyMatches(pattern, part.words))
    : speaksOf({ on, patterns }, part)
}

/**
 * For rules: the first word names the command, the others occur in this order, whatever stands between them
 * (`git -C x push` is `git push`). A word that is not known yet may be any.
 */
function mayMatch(pattern: string, words: CommandWords): boolean {
  const [name = '*', ...rest] = pattern.split(/\s+/)
  const [command, ...args] = words
  if (command === null) return true
  if (command === undefined || !isNamed(name, command)) return false
  if (args.includes(null)) return true
  const wanted = rest.at(-1) === '*' ? rest.slice(0, -1) : rest
  let found = 0
  for (const word of args) {
    const token = wanted[found]
    if (token !== undefined && word !== null && matchesWord(token, word)) found += 1
  }
  return found === wanted.length
}

/** For exceptions: word for word, from the first to the last; only a last `*` stands for whatever follows. */
function surelyMatches(pattern: string, words: CommandWords): boolean {
  const [name = '', ...rest] = pattern.split(/\s+/)
  const [command, ...args] = words
  if (typeof command !== 'string' || !isNamed(name, command)) return false
  const open = rest.at(-1) === '*'
  const wanted = open ? rest.slice(0, -1) : rest
  if (open ? args.length < wanted.length : args.length !== wanted.length) return false
  return wanted.every((token, index) => {
    const word = args[index]
    return typeof word === 'string' && matchesWord(token, word)
  })
}

/** `/usr/bin/rm` is `rm`. */
function isNamed(pattern: string, command: string): boolean {
  return matchesWord(pattern, command) || matchesWord(pattern, bareName(command))
}

function bareName(command: string): string {
  return command.replace(/^\/(usr\/(local\/)?)?s?bin\//, '')
}

/** `example.com` is that host alone, `*.example.com` every host below it. */
function matchesHost(pattern: string, host: string): boolean {
  return matchesWord(pattern.toLowerCase().replace(/\.$/, ''), host)
}

/** Patterns may be written as the agent would write the path. */
function plainPath(pattern: string): string {
  return pattern.normalize('NFC').replace(/^(\/workspace\/|\.\/)+/, '')
}

/** Commands whose second word says what they do. */
const withSubcommands = /^(git|npm|npx|pnpm|yarn|pip|pip3|cargo|go|docker|kubectl|apt|apt-get|gh|make|uv)$/

/** The narrowest match that speaks of these parts and of calls like them; null where there is none to offer. */
export function offerMatch(parts: readonly CallPart[]): RuleMatch | null {
  const kinds = new Set(parts.map(part => part.kind))
  if (parts.length === 0 || kinds.size > 1 || kinds.has('hidden')) return null
  const patterns = [...new Set(parts.flatMap(part => offerPattern(part) ?? []))]
  const [first] = parts
  if (!first || first.kind === 'hidden') return null
  if (first.kind === 'call') return { on: 'any', patterns: [] }
  if (patterns.length === 0 || patterns.length > 50) return null
  const match: RuleMatch = { on: first.kind, patterns }
  return parts.every(part => covers(match, part)) ? match : null
}

function offerPattern(part: CallPart): string | null {
  if (part.kind === 'host') return part.host
  if (part.kind === 'path') {
    const folder = part.path.lastIndexOf('/')
    return folder > 0 ? `${part.path.slice(0, folder)}/**` : part.path
  }
  if (part.kind !== 'command') return null
  const [name, second] = part.words
  if (!name || /[\s*]/.test(name)) return null
  const bare = bareName(name)
  const isSaid = typeof second === 'string' && second !== '' && !/[\s*]/.test(second)
  if (isSaid && withSubcommands.test(bare)) return `${bare} ${second} *`
  return `${bare} *`
}

/** The tools that a rule is about. */
export function toolWords(tool: string): string {
  const of = serverToolOf(tool)
  if (of?.tool === '*') return `every tool of ${of.server}`
  return tool === '*' ? 'every tool' : tool
}

/** A rule in a few words: "ask before bash: rm *". */
export function ruleWords({ effect, tool, match }: Pick<PolicyRule, 'effect' | 'tool' | 'match'>): string {
  const verb = { deny: 'Deny', ask: 'Ask before', allow: 'Allow' }[effect]
  const what = toolWords(tool)
  return match.on === 'any' ? `${verb} ${what}` : `${verb} ${what}: ${match.patterns.join(', ')}`
}

/** A part of a call as a person reads it. */
export function partWords(part: CallPart): string {
  switch (part.kind) {
    case 'command':
      return part.words.map(word => word ?? '…').join(' ')
    case 'path':
      return part.path
    case 'host':
      return part.host
    case 'call':
      return 'the call'
    case 'hidden':
      return 'something that shows only when it runs'
  }
}
