/** What bad servers of OpenAI's wire format send, and what must come of it. */
import type { ModelError, ReplyPart } from '../../runs/message'
import { type RawAnswer, sse } from './model-server'

export const chunk = (delta: object, finish: string | null = null) =>
  JSON.stringify({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 0,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })
const call = (fields: object) => chunk({ tool_calls: [{ index: 0, id: 'c1', type: 'function', ...fields }] })
const bash = call({ function: { name: 'bash', arguments: '{"command":"ls"}' } })
const bashPart: ReplyPart = { type: 'tool-call', callId: 'c1', name: 'bash', input: { command: 'ls' } }
export const textPart = (value: string): ReplyPart => ({ type: 'text', text: value })

export type Expected =
  | { parts: ReplyPart[]; finishReason: string }
  | { parts: ReplyPart[]; error: Partial<ModelError> }

export const badAnswers: [name: string, raw: RawAnswer, expected: Expected][] = [
  [
    'finish stop with a tool call',
    sse([bash, chunk({}, 'stop'), '[DONE]']),
    { parts: [bashPart], finishReason: 'tool-calls' },
  ],
  [
    'no index on the tool call',
    sse([
      chunk({
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'bash', arguments: '{"command":"ls"}' } },
        ],
      }),
      chunk({}, 'tool_calls'),
      '[DONE]',
    ]),
    { parts: [bashPart], finishReason: 'tool-calls' },
  ],
  [
    'no [DONE]',
    sse([chunk({ content: 'hi' }), chunk({}, 'stop')]),
    { parts: [textPart('hi')], finishReason: 'stop' },
  ],
  [
    'no finish_reason at all',
    sse([bash, '[DONE]']),
    { parts: [bashPart], error: { code: 'invalid-response', retryable: true } },
  ],
  [
    'arguments as an object',
    sse([
      call({ function: { name: 'bash', arguments: { command: 'ls' } } }),
      chunk({}, 'tool_calls'),
      '[DONE]',
    ]),
    { parts: [], error: { code: 'invalid-response', retryable: true } },
  ],
  [
    'arguments cut off',
    sse([call({ function: { name: 'bash', arguments: '{"command":"l' } }), chunk({}, 'length'), '[DONE]']),
    {
      parts: [
        {
          type: 'tool-call',
          callId: 'c1',
          name: 'bash',
          input: '{"command":"l',
          problem: 'The arguments are not valid JSON.',
        },
      ],
      finishReason: 'length',
    },
  ],
  [
    'unknown tool',
    sse([call({ function: { name: 'nope', arguments: '{"a":1}' } }), chunk({}, 'tool_calls'), '[DONE]']),
    {
      parts: [{ type: 'tool-call', callId: 'c1', name: 'nope', input: { a: 1 } }],
      finishReason: 'tool-calls',
    },
  ],
  [
    'error event mid-stream',
    sse([chunk({ content: 'par' }), '{"error":{"message":"Upstream exploded","type":"server_error"}}']),
    { parts: [textPart('par')], error: { code: 'overloaded', retryable: true } },
  ],
  [
    'invalid JSON line, then a normal end',
    sse([chunk({ content: 'a' }), '{"oops', chunk({ content: 'b' }), chunk({}, 'stop'), '[DONE]']),
    { parts: [textPart('ab')], error: { code: 'invalid-response', retryable: true } },
  ],
  [
    'socket cut after some text',
    { ...sse([chunk({ content: 'half' })]), ending: 'cut' },
    { parts: [textPart('half')], error: { code: 'network', retryable: true } },
  ],
  [
    'socket cut before anything',
    { pieces: [], ending: 'cut' },
    { parts: [], error: { code: 'network', retryable: true } },
  ],
  ['empty stream', sse([]), { parts: [], error: { code: 'invalid-response', retryable: true } }],
  [
    'empty answer',
    sse([chunk({ content: '' }), chunk({}, 'stop'), '[DONE]']),
    { parts: [], error: { code: 'invalid-response', message: 'The model gave an empty answer.' } },
  ],
  [
    'tool call announced, none sent',
    sse([chunk({ content: 'x' }), chunk({}, 'tool_calls')]),
    { parts: [textPart('x')], error: { code: 'invalid-response' } },
  ],
  [
    'content filter',
    sse([chunk({ content: 'So' }), chunk({}, 'content_filter')]),
    { parts: [textPart('So')], error: { code: 'refused', retryable: false } },
  ],
  [
    'a web page instead of an answer',
    { headers: { 'content-type': 'text/html' }, pieces: ['<html>hello</html>'] },
    { parts: [], error: { code: 'invalid-response' } },
  ],
  [
    '401',
    failed(401, 'Incorrect API key provided: key-0123456789'),
    {
      parts: [],
      error: {
        code: 'credentials',
        status: 401,
        retryable: false,
        message: 'The provider refused the API key (401): Incorrect API key provided: [redacted]',
      },
    },
  ],
  [
    '402',
    failed(402, 'Insufficient Balance'),
    { parts: [], error: { code: 'quota', status: 402, retryable: false } },
  ],
  [
    '403',
    failed(403, 'Your plan does not include it'),
    { parts: [], error: { code: 'forbidden', status: 403, retryable: false } },
  ],
  [
    '404',
    failed(404, 'The model `m` does not exist'),
    { parts: [], error: { code: 'not-found', status: 404, retryable: false } },
  ],
  [
    '429 in seconds',
    failed(429, 'Rate limit', { 'retry-after': '7' }),
    { parts: [], error: { code: 'rate-limit', status: 429, retryable: true, retryAfterMs: 7000 } },
  ],
  [
    '429 in milliseconds',
    failed(429, 'Rate limit', { 'retry-after-ms': '1234' }),
    { parts: [], error: { code: 'rate-limit', retryAfterMs: 1234 } },
  ],
  [
    '429 for lack of money',
    failed(429, 'You exceeded your current quota', {}, 'insufficient_quota'),
    { parts: [], error: { code: 'quota', retryable: false } },
  ],
  ['500', failed(500, 'boom'), { parts: [], error: { code: 'overloaded', status: 500, retryable: true } }],
  [
    '503',
    failed(503, 'busy', { 'retry-after': '2' }),
    { parts: [], error: { code: 'overloaded', status: 503, retryable: true, retryAfterMs: 2000 } },
  ],
  [
    '529',
    failed(529, 'Overloaded'),
    { parts: [], error: { code: 'overloaded', status: 529, retryable: true } },
  ],
  [
    '400',
    failed(400, 'Unsupported parameter: temperature'),
    { parts: [], error: { code: 'bad-request', status: 400, retryable: false } },
  ],
  [
    '413',
    failed(413, 'Request too large'),
    { parts: [], error: { code: 'context-overflow', retryable: false } },
  ],
  [
    'redirect',
    { status: 302, headers: { location: 'http://127.0.0.1:9/' }, pieces: [] },
    { parts: [], error: { code: 'not-found', status: 302 } },
  ],
]

export function failed(
  status: number,
  message: string,
  headers: Record<string, string> = {},
  code?: string,
): RawAnswer {
  return { status, headers, pieces: [JSON.stringify({ error: { message, type: 'error', code } })] }
}
