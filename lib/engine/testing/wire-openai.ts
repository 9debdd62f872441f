/** Neutral replies in the words of OpenAI's chat completions. */
import type { Reply } from './reply'
import { pieces } from './wire-pieces'

/** The streamed form: one chunk object an event, `[DONE]` at the end. */
export function openaiEvents(reply: Reply, id: string, withUsage: boolean): string[] {
  const head = { id, object: 'chat.completion.chunk', created: 0, model: reply.model }
  const chunk = (delta: object, finish: string | null = null) =>
    JSON.stringify({ ...head, choices: [{ index: 0, delta, finish_reason: finish }] })
  const calls = reply.toolCalls ?? []
  return [
    chunk({ role: 'assistant', content: '' }),
    ...pieces(reply.reasoning, reply.pieceLength).map(text =>
      chunk({ reasoning_content: text, reasoning: text }),
    ),
    ...pieces(reply.text, reply.pieceLength).map(content => chunk({ content })),
    ...calls.flatMap((call, index) => [
      chunk({
        tool_calls: [
          {
            index,
            id: call.id ?? `call_${id}_${index}`,
            type: 'function',
            function: { name: call.name, arguments: '' },
          },
        ],
      }),
      ...pieces(JSON.stringify(call.input), reply.pieceLength).map(text =>
        chunk({ tool_calls: [{ index, function: { arguments: text } }] }),
      ),
    ]),
    chunk({}, finishReason(reply)),
    ...(withUsage && reply.usage ? [JSON.stringify({ ...head, choices: [], usage: usage(reply) })] : []),
    '[DONE]',
  ]
}

/** The form for requests without `stream`. */
export function openaiWhole(reply: Reply, id: string): object {
  const calls = (reply.toolCalls ?? []).map((call, index) => ({
    id: call.id ?? `call_${id}_${index}`,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.input) },
  }))
  const message = {
    role: 'assistant',
    content: reply.text ?? null,
    ...(reply.reasoning ? { reasoning_content: reply.reasoning } : {}),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  }
  const choices = [{ index: 0, message, finish_reason: finishReason(reply) }]
  return {
    id,
    object: 'chat.completion',
    created: 0,
    model: reply.model,
    choices,
    ...(reply.usage ? { usage: usage(reply) } : {}),
  }
}

function finishReason(reply: Reply): string {
  if (reply.finish === 'length') return 'length'
  if (reply.finish === 'refused') return 'content_filter'
  return reply.toolCalls?.length ? 'tool_calls' : 'stop'
}

function usage(reply: Reply): object {
  const { input = 0, output = 0, cacheRead = 0, cacheWrite, reasoning = 0 } = reply.usage ?? {}
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: {
      cached_tokens: cacheRead,
      ...(cacheWrite === undefined ? {} : { cache_write_tokens: cacheWrite }),
    },
    completion_tokens_details: { reasoning_tokens: reasoning },
  }
}
