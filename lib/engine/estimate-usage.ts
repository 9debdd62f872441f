/** A rough count of tokens for calls whose vendor reported none, so that a budget never counts them as free. */
import { tokensOfFile } from '../runs/context-size'
import type { ModelRequest, ReplyPart } from '../runs/message'
import type { UsageRecord } from '../usage/schema'

const charactersPerToken = 4

/** Estimated tokens of a text: one for about four characters, the usual figure for English and code. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / charactersPerToken)
}

/** Estimated tokens of a whole request: instructions, tools and messages. */
function estimateInputTokens(request: ModelRequest): number {
  const files = request.messages.flatMap(message => (message.role === 'user' ? (message.files ?? []) : []))
  const seen = files.reduce((sum, file) => sum + tokensOfFile(file), 0)
  const text = request.instructions + JSON.stringify(request.tools) + JSON.stringify(request.messages)
  return seen + estimateTokens(text)
}

/**
 * What a call has probably used: all of the request as fresh input, and what came back. Marked as an estimate by
 * `usageReported: false` wherever it is used.
 */
export function estimateUsage(request: ModelRequest, parts: readonly ReplyPart[]): UsageRecord {
  const reasoning = parts.filter(part => part.type === 'reasoning').map(part => part.text)
  const output = parts
    .filter(part => part.type !== 'reasoning')
    .map(part => (part.type === 'text' ? part.text : JSON.stringify(part.input)))
  return {
    inputFresh: estimateInputTokens(request),
    cacheRead: 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    outputText: estimateTokens(output.join('')),
    reasoning: estimateTokens(reasoning.join('')),
  }
}
