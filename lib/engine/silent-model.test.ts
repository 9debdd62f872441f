// Providers that keep a connection and say nothing: the run must notice, say so, and go on by itself.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chunk } from './testing/bad-answers'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { type RawAnswer, sse } from './testing/model-server'
import { startWorker } from './worker'

let bed: EngineBed
let worker: { stop(): Promise<void> }
beforeAll(async () => {
  bed = await openEngineBed()
  worker = await startWorker(bed.url, { keepDatabase: true, silence: { firstMs: 1_500, idleMs: 1_000 } })
})
afterAll(async () => {
  await worker.stop()
  await bed.close()
})

/** Sent every 20 ms for longer than any test waits. */
const forever = (piece: string): string[] => Array.from({ length: 10_000 }, () => piece)
const stream = (...pieces: string[]): RawAnswer => ({ ...sse([]), pieces, ending: 'hang' })
const event = (delta: object): string => `data: ${chunk(delta)}\n\n`
const comment = ': keep-alive\n\n'

const silences: [name: string, raw: RawAnswer, limit: string][] = [
  ['sends nothing, not even a header', { ...stream(), headers: {} }, '1.5 s'],
  ['sends only keep-alive comments', stream(...forever(comment)), '1.5 s'],
  ['sends only empty pieces', stream(...forever(event({ role: 'assistant', content: '' }))), '1.5 s'],
  [
    'begins, then sends only keep-alive comments',
    stream(event({ content: 'I begin' }), ...forever(comment)),
    '1 s',
  ],
  [
    'begins, then sends only empty pieces',
    stream(event({ content: 'I begin' }), ...forever(event({ content: '' }))),
    '1 s',
  ],
  [
    'begins the arguments of a call, then sends only empty pieces of them',
    stream(
      event({
        tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'bash', arguments: '{' } }],
      }),
      ...forever(event({ tool_calls: [{ index: 0, function: { arguments: '' } }] })),
    ),
    '1 s',
  ],
]

test.each(silences)(
  'a provider that %s is given up, and the call is made again',
  async (_name, raw, limit) => {
    let given: Promise<void> | undefined
    bed.server.respond(exchange => {
      if (given) return { reply: { text: 'Done.', usage: { input: 10, output: 1 } } }
      given = exchange.closed
      return { raw, pace: { betweenMs: 20, ...(raw.pieces.length === 0 ? { firstMs: 60_000 } : {}) } }
    })
    const state = await bed.ended(await bed.assign('Say something.'))
    expect(state).toMatchObject({ status: 'succeeded', end: { result: 'Done.' } })
    expect(state.steps).toHaveLength(1)
    expect(state.steps[0]?.attempts.map(attempt => attempt.error ?? null)).toEqual([
      { code: 'timeout', message: `The provider sent nothing for ${limit}.`, retryable: true },
      null,
    ])
    // The connection is let go: a provider may charge for as long as somebody listens.
    await given
  },
)
