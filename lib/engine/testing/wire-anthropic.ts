/** Neutral replies in the words of Anthropic's messages. */
import type { Reply } from './reply'
import { pieces } from './wire-pieces'

/** The streamed form: typed events, one a line. */
export function anthropicEvents(reply: Reply, id: string): string[] {
  const blocks = contentBlocks(reply, id)
  return [
    {
      type: 'message_start',
      message: { ...envelope(reply, id), content: [], stop_reason: null, usage: startUsage(reply) },
    },
    ...blocks.flatMap((block, index) => [
      { type: 'content_block_start', index, content_block: block.start },
      ...block.deltas.map(delta => ({ type: 'content_block_delta', index, delta })),
      { type: 'content_block_stop', index },
    ]),
    {
      type: 'message_delta',
      delta: { stop_reason: stopReason(reply), stop_sequence: null },
      usage: { output_tokens: reply.usage?.output ?? 0 },
    },
    { type: 'message_stop' },
  ].map(event => JSON.stringify(event))
}

/** The form for requests without `stream`. */
export function anthropicWhole(reply: Reply, id: string): object {
  const content = contentBlocks(reply, id).map(block => block.whole)
  const usage = { ...startUsage(reply), output_tokens: reply.usage?.output ?? 0 }
  return { ...envelope(reply, id), content, stop_reason: stopReason(reply), stop_sequence: null, usage }
}

function envelope(reply: Reply, id: string): object {
  return { id, type: 'message', role: 'assistant', model: reply.model }
}

interface Block {
  start: object
  deltas: object[]
  whole: object
}

function contentBlocks(reply: Reply, id: string): Block[] {
  const blocks: Block[] = []
  if (reply.reasoning) {
    blocks.push({
      start: { type: 'thinking', thinking: '' },
      deltas: [
        ...pieces(reply.reasoning, reply.pieceLength).map(thinking => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature: `signature-${id}` },
      ],
      whole: { type: 'thinking', thinking: reply.reasoning, signature: `signature-${id}` },
    })
  }
  if (reply.text) {
    blocks.push({
      start: { type: 'text', text: '' },
      deltas: pieces(reply.text, reply.pieceLength).map(text => ({ type: 'text_delta', text })),
      whole: { type: 'text', text: reply.text },
    })
  }
  for (const [index, call] of (reply.toolCalls ?? []).entries()) {
    const use = { type: 'tool_use', id: call.id ?? `toolu_${id}_${index}`, name: call.name }
    blocks.push({
      start: { ...use, input: {} },
      deltas: pieces(JSON.stringify(call.input), reply.pieceLength).map(text => ({
        type: 'input_json_delta',
        partial_json: text,
      })),
      whole: { ...use, input: call.input },
    })
  }
  return blocks
}

function stopReason(reply: Reply): string {
  if (reply.finish === 'length') return 'max_tokens'
  if (reply.finish === 'refused') return 'refusal'
  return reply.toolCalls?.length ? 'tool_use' : 'end_turn'
}

/** Anthropic's input counter leaves the cached tokens out; ours is inclusive. */
function startUsage(reply: Reply): object {
  const { input = 0, cacheRead = 0, cacheWrite = 0 } = reply.usage ?? {}
  return {
    input_tokens: input - cacheRead - cacheWrite,
    cache_read_input_tokens: cacheRead,
    cache_creation_input_tokens: cacheWrite,
    cache_creation: { ephemeral_5m_input_tokens: cacheWrite, ephemeral_1h_input_tokens: 0 },
    output_tokens: 1,
  }
}
