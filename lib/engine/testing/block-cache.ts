/** A provider's prompt cache as vendors describe theirs: common prefixes count in blocks of 128 tokens from 1,024 on. */
import { encode } from 'gpt-tokenizer/encoding/o200k_base'

const block = 128
const minimum = 1_024

export interface CountedPrompt {
  input: number
  /** Tokens with which an earlier prompt began too, in whole blocks. */
  read: number
  /** The same, had this prompt begun with the whole of the one before it: more cannot be read of it. */
  best: number
}

export interface BlockCache {
  /** Counts a request as it came over the wire, and remembers it. */
  count(body: unknown): CountedPrompt
  prompts: CountedPrompt[]
}

/** An empty cache. Nothing in it is ever forgotten. */
export function createBlockCache(): BlockCache {
  const known: number[][] = []
  const prompts: CountedPrompt[] = []
  return {
    prompts,
    count(body) {
      const tokens = encode(promptText(body))
      const common = Math.max(0, ...known.map(earlier => commonLength(earlier, tokens)))
      const before = known.at(-1)?.length ?? 0
      const counted = { input: tokens.length, read: wholeBlocks(common), best: wholeBlocks(before) }
      known.push(tokens)
      prompts.push(counted)
      return counted
    },
  }
}

function wholeBlocks(tokens: number): number {
  return tokens < minimum ? 0 : Math.floor(tokens / block) * block
}

function commonLength(earlier: readonly number[], later: readonly number[]): number {
  const end = Math.min(earlier.length, later.length)
  let at = 0
  while (at < end && earlier[at] === later[at]) at += 1
  return at
}

/** Tools, then messages, in the order in which vendors hash them; the closing bracket is no part of a prefix. */
function promptText(body: unknown): string {
  const { tools, messages } = body as { tools?: unknown; messages?: unknown }
  return `${JSON.stringify(tools ?? [])}\n${JSON.stringify(messages ?? []).slice(0, -1)}`
}
