// A run whose history is longer than its model's window: the provider refuses, Reef tells it shorter, the work goes on.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRawStep } from '../runs/raw-step'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import type { Answer, Exchange } from './testing/model-server'
import { bash, usage } from './testing/scripted-answers'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
})
afterAll(() => bed.close())

const windowCharacters = 40_000
const say = (text: string): Answer => ({ reply: { text, usage } })
const textOf = ({ body }: Exchange): string => JSON.stringify((body as { messages: unknown }).messages)
const isSummary = (exchange: Exchange): boolean => textOf(exchange).includes('You keep the thread')
const tooLong: Answer = {
  raw: {
    status: 400,
    pieces: [
      '{"error":{"message":"This model\'s maximum context length is 10000 tokens.","code":"context_length_exceeded"}}',
    ],
  },
}

/** Answers like a server with a small window; `act` is given the number of the step. */
function smallWindow(
  act: (step: number, exchange: Exchange) => Answer,
  summary: Answer = say('Facts: kept.'),
) {
  let step = 0
  return (exchange: Exchange): Answer => {
    if (textOf(exchange).length > windowCharacters) return tooLong
    if (isSummary(exchange)) return summary
    step += 1
    const answer = act(step, exchange)
    const input = Math.ceil(textOf(exchange).length / 4)
    return 'reply' in answer ? { reply: { ...answer.reply, usage: { input, output: 20 } } } : answer
  }
}

const chatter = (step: number): Answer => bash(`for i in $(seq 1 260); do echo "step ${step} line $i"; done`)

describe('R47: a full window', { timeout: 90_000 }, () => {
  test('ends no run: it is told shorter, the prefix says why, and every step can still be shown (R24)', async () => {
    bed.server.respond(smallWindow((step, exchange) => (step > 24 ? say(textOf(exchange)) : chatter(step))))
    const runId = await bed.assign('Count to 24. NEVER-FORGET: the sea is green.')
    const state = await bed.until(runId, each => each.endedAt !== null, 60_000)
    expect(state.end?.reason).toBe('answered')
    expect(state.compactions.length).toBeGreaterThanOrEqual(2)
    expect(state.end?.result).toContain('NEVER-FORGET: the sea is green.')
    expect(state.brokenPrefixes.length).toBeGreaterThan(0)
    expect(new Set(state.brokenPrefixes.map(one => one.cause))).toEqual(new Set(['compaction']))
    const raws = await Promise.all(state.steps.map(step => readRawStep(bed.actor, runId, step.step)))
    expect(raws.filter(raw => !raw.verified).map(raw => raw.step)).toEqual([])
    const masked = state.compactions.flatMap(one => one.maskedCallIds)
    expect(masked.length).toBeGreaterThan(0)
    const kept = Object.keys(state.files).filter(path => path.startsWith('.reef/outputs/'))
    expect(kept).toHaveLength(masked.length)
    const rows = await bed.db.usage.findMany({ where: { runId } })
    expect(state.totals.inputFresh).toBe(rows.reduce((sum, row) => sum + row.inputFresh, 0))
    expect(state.sideCalls.filter(call => call.problem === undefined).length).toBeGreaterThan(0)
  })

  test('what was left out can be read again by the agent', async () => {
    let path = ''
    bed.server.respond(
      smallWindow((step, exchange) => {
        if (step <= 14) return chatter(step)
        path = /They are in (\/workspace\/\.reef\/outputs\/[\w-]+\.txt)/.exec(textOf(exchange))?.[1] ?? path
        path ||= '/workspace/.reef/outputs'
        return step === 15
          ? { reply: { toolCalls: [{ name: 'read', input: { path, limit: 3 } }], usage } }
          : say('Read.')
      }),
    )
    const runId = await bed.assign('Read it again.')
    const state = await bed.until(runId, each => each.endedAt !== null, 60_000)
    const read = Object.values(state.toolCalls).find(call => call.name === 'read')
    expect(read).toMatchObject({ isError: false })
    expect(read?.output).toMatch(/step \d+ line 1|\.reef\/outputs\/\d+-bash/)
  })

  test('when no summary can be had, the log tells the outline', async () => {
    const broken: Answer = { raw: { status: 400, pieces: ['{"error":{"message":"no"}}'] } }
    bed.server.respond(smallWindow(step => (step > 16 ? say('Through.') : chatter(step)), broken))
    const state = await bed.until(await bed.assign('No summary.'), each => each.endedAt !== null, 60_000)
    expect(state.end).toMatchObject({ reason: 'answered', result: 'Through.' })
    const told = state.compactions.flatMap(one => (one.summary === null ? [] : [one.summary]))
    for (const summary of told) expect(summary).toContain('Done in steps')
  })
})
