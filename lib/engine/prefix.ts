/** Whether a request begins with exactly what the last one was: the chain of hashes behind every cache hit. */
import type { ModelMessage, ModelRequest } from '../runs/message'
import { sha256 } from '../shared/hash'
import { canonicalJson } from '../shared/json'

export interface PrefixCheck {
  /** Hash over instructions, tools and all messages. */
  hash: string
  messages: number
  /** Where it differs from the last request, if it does. */
  broken?: BrokenPrefix
}

export interface BrokenPrefix {
  /** The first message that differs; -1 where instructions or tools do. */
  message: number
  part?: 'tools' | 'instructions'
  was: string
  is: string
}

/** Excerpts shown when a prefix breaks are this long. */
const excerptCharacters = 160

/** Follows the requests of one run. `check` is cheap: messages that are the same objects as before are not hashed again. */
export class PrefixChain {
  private fixed = ''
  private parts = { tools: '', instructions: '' }
  private texts: string[] = []
  private messages: ModelMessage[] = []
  private hashes: string[] = []

  check(request: ModelRequest): PrefixCheck {
    const fixed = canonicalJson({ instructions: request.instructions, tools: request.tools })
    const first = this.hashes.length === 0
    const broken = first ? undefined : this.firstDifference(fixed, request)
    if (fixed !== this.fixed) this.parts = partsOf(request)
    this.extend(fixed, request.messages, first ? 0 : (broken?.message ?? this.messages.length))
    const hash = this.hashes.at(-1) ?? ''
    return { hash, messages: request.messages.length, ...(broken ? { broken } : {}) }
  }

  /** The hash as it was when only the first `count` messages had been sent. */
  hashAt(count: number): string | undefined {
    return this.hashes[count]
  }

  private firstDifference(fixed: string, request: ModelRequest): BrokenPrefix | undefined {
    if (fixed !== this.fixed) return this.fixedDifference(partsOf(request))
    const { messages } = request
    for (const [index, message] of this.messages.entries()) {
      const other = messages[index]
      if (other === message) continue
      const was = this.texts[index] ?? ''
      const is = other ? canonicalJson(other) : ''
      if (was !== is) return { message: index, ...excerpts(was, is) }
    }
    return undefined
  }

  /** Tools come before instructions, as vendors hash them. */
  private fixedDifference(now: typeof this.parts): BrokenPrefix {
    const part = now.tools === this.parts.tools ? 'instructions' : 'tools'
    return { message: -1, part, ...excerpts(this.parts[part], now[part]) }
  }

  private extend(fixed: string, messages: ModelMessage[], from: number): void {
    const start = Math.max(from, 0)
    if (fixed !== this.fixed || this.hashes.length === 0) this.hashes = [sha256(fixed)]
    this.fixed = fixed
    this.texts.length = Math.min(this.texts.length, start)
    this.hashes.length = Math.min(this.hashes.length, start + 1)
    for (let index = this.texts.length; index < messages.length; index += 1) {
      const text = canonicalJson(messages[index])
      this.texts.push(text)
      this.hashes.push(sha256(`${this.hashes[index]}${text}`))
    }
    this.messages = messages
  }
}

function partsOf({ tools, instructions }: ModelRequest): { tools: string; instructions: string } {
  return { tools: canonicalJson(tools), instructions }
}

function excerpts(was: string, is: string): { was: string; is: string } {
  let at = 0
  while (at < was.length && was[at] === is[at]) at += 1
  const from = Math.max(0, at - 40)
  return { was: was.slice(from, from + excerptCharacters), is: is.slice(from, from + excerptCharacters) }
}
