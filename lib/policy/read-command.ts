/** Reads a shell script for the policy: every simple command in it, by a real parser. Nothing is run. */
import type { CommandWords } from './rules'

export interface ScriptFacts {
  commands: CommandWords[]
  /** Words and targets of redirections: what may be a path. Null: known only when it runs. */
  words: (string | null)[]
  /** The script cannot be parsed, or runs something that it does not show. */
  hidden: boolean
}

interface Node {
  type: string
  [key: string]: unknown
}

/** Commands that run another one: which of their words it begins with is found by skipping their options. */
const wrappers = new Set([
  'builtin',
  'busybox',
  'command',
  'doas',
  'env',
  'exec',
  'nice',
  'nohup',
  'setsid',
  'stdbuf',
  'sudo',
  'time',
  'timeout',
  'watch',
  'xargs',
])
const shells = new Set(['bash', 'sh', 'dash', 'zsh', 'ksh'])
/** What they run stands in a file, in a variable or nowhere. */
const opaque = new Set(['.', 'source', 'alias', 'trap', 'enable', 'mapfile', 'readarray', 'complete'])
const treacherous = /^(PATH|ENV|BASH_ENV|SHELLOPTS|BASHOPTS|IFS|PROMPT_COMMAND|LD_\w+)$/
const deepest = 8

/** Reads a script. What the parser refuses is hidden. */
export async function readScript(script: string): Promise<ScriptFacts> {
  // The parser weighs as much as a shell: it is loaded only where a rule needs it.
  const { parse } = await import('just-bash')
  const reader = new ScriptReader(parse)
  reader.read(script, 0)
  return reader.facts
}

class ScriptReader {
  readonly facts: ScriptFacts = { commands: [], words: [], hidden: false }

  constructor(private readonly parse: (script: string) => unknown) {}

  read(script: string, depth: number): void {
    if (depth > deepest) {
      this.facts.hidden = true
      return
    }
    try {
      this.visit(this.parse(script), depth)
    } catch {
      this.facts.hidden = true
    }
  }

  /** Every node of the tree, whatever its kind: a kind that is new to us must not hide a command. */
  private visit(value: unknown, depth: number): void {
    if (typeof value !== 'object' || value === null) return
    if (isNode(value)) this.look(value, depth)
    for (const inner of Array.isArray(value) ? value : Object.values(value)) this.visit(inner, depth)
  }

  private look(node: Node, depth: number): void {
    if (node.deferredError || hidesCode(node)) this.facts.hidden = true
    if (node.type === 'ArithCommandSubst' && typeof node.command === 'string')
      this.read(node.command, depth + 1)
    if (node.type === 'Redirection' && isNode(node.target) && node.target.type === 'Word')
      this.facts.words.push(textOf(node.target))
    if (node.type === 'SimpleCommand' && isNode(node.name)) this.take(wordsOf(node), depth)
  }

  private take(words: CommandWords, depth: number): void {
    const [name, ...args] = words
    this.facts.commands.push(words)
    this.facts.words.push(...args)
    if (name === null || name === undefined || depth > deepest) {
      this.facts.hidden = true
      return
    }
    const bare = name.replace(/^.*\//, '')
    const isOfSystem = !name.includes('/') || /^\/(usr\/(local\/)?)?s?bin\//.test(name)
    if (!isOfSystem || opaque.has(bare)) this.facts.hidden = true
    if (bare === 'eval') this.readWords(args, depth)
    else if (shells.has(bare)) this.readShell(args, depth)
    else if (bare === 'find') this.takeAfter(args, /^-(exec|execdir|ok|okdir)$/, depth)
    else if (wrappers.has(bare)) this.unwrap(args, depth)
  }

  private readWords(args: CommandWords, depth: number): void {
    if (args.includes(null)) this.facts.hidden = true
    else this.read(args.join(' '), depth + 1)
  }

  /** `sh -c "…"` is read; a script in a file, or from a pipe, is not there to be read. */
  private readShell(args: CommandWords, depth: number): void {
    const flag = args.findIndex(arg => arg !== null && /^-\w*c\w*$/.test(arg))
    const script = flag < 0 ? undefined : args[flag + 1]
    if (typeof script === 'string') this.read(script, depth + 1)
    else this.facts.hidden = true
  }

  private takeAfter(args: CommandWords, flag: RegExp, depth: number): void {
    for (const [index, arg] of args.entries())
      if (arg === null) this.facts.hidden = true
      else if (flag.test(arg)) this.take(args.slice(index + 1), depth + 1)
  }

  /** Options may take a value, so each word that could be the command is taken for one. */
  private unwrap(args: CommandWords, depth: number): void {
    const start = args.findIndex(arg => arg === null || !/^(-|\w+=|\d)/.test(arg))
    if (start < 0) return
    this.take(args.slice(start), depth + 1)
    const hasOptions = args.slice(0, start).some(arg => arg?.startsWith('-'))
    if (hasOptions && args[start + 1] !== undefined) this.take(args.slice(start + 1), depth + 1)
  }
}

/** Places where the parser keeps code as text, and words that change what a name means. */
function hidesCode(node: Node): boolean {
  const holdsCode = (text: unknown): boolean => typeof text === 'string' && /\$\(|`/.test(text)
  switch (node.type) {
    case 'ParameterExpansion':
      return holdsCode(node.parameter) || (isNode(node.operation) && node.operation.operator === 'P')
    case 'Assignment':
      return holdsCode(node.name) || treacherous.test(String(node.name))
    case 'ArithmeticExpression':
      return holdsCode(node.originalText)
    default:
      return node.type.endsWith('SyntaxError')
  }
}

function wordsOf({ name, args }: Node): CommandWords {
  const all = [name, ...(Array.isArray(args) ? args : [])]
  return all.map(word => (isNode(word) ? textOf(word) : null))
}

/** The text of a word without quotes; null where a part of it is known only when it runs. */
function textOf(word: Node): string | null {
  const parts = Array.isArray(word.parts) ? word.parts : []
  let text = ''
  for (const part of parts) {
    const known = isNode(part) ? partText(part) : null
    if (known === null) return null
    text += known
  }
  return text
}

function partText(part: Node): string | null {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'Escaped':
      return String(part.value)
    case 'DoubleQuoted':
      return textOf(part)
    default:
      return null
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
