// R130 to R132: the waste report and the files of the Usage page, against the rows of the ledger.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { usageFilter } from '../usage/breakdown'
import { usageCsv, wasteCsv } from '../usage/csv'
import { readUsage } from '../usage/repository'
import { readWaste } from '../usage/waste/read-waste'
import { type EngineBed, openEngineBed } from './testing/engine-bed'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
})
afterAll(() => bed.close())

const usage = { input: 2_003, cacheRead: 501, output: 77 }
const filter = usageFilter.parse({ by: 'run' })

test('waste names run and step, the ledger’s part of it to the last unit; the files say the same', async () => {
  let calls = 0
  bed.server.respond(() => {
    calls += 1
    if (calls === 3)
      return {
        raw: { headers: { 'content-type': 'text/event-stream' }, pieces: [firstWords], ending: 'cut' },
      }
    if (calls > 6) return { reply: { text: 'Done.', usage } }
    return { reply: { usage, toolCalls: [{ name: 'bash', input: { command: 'echo same' } }] } }
  })
  const runId = await bed.assign('Repeat yourself')
  const state = await bed.until(runId, ({ end }) => end !== null)
  expect(state.status).toBe('succeeded')

  const rows = await bed.db.usage.findMany({ where: { runId } })
  const lost = rows.filter(({ waste }) => waste !== null)
  expect(lost).toHaveLength(1)
  const report = await readWaste(bed.actor, filter)
  const retries = report.rows.filter(({ kind }) => kind === 'retry')
  expect(retries).toMatchObject([{ runId, step: lost[0]?.step, tokens: tokensOf(lost) }])
  expect(report.rows.filter(({ kind }) => kind === 'loop')).toMatchObject([{ runId, step: 3 }])
  expect(report.rows.filter(({ kind }) => kind === 'idle')).toMatchObject([{ runId, step: null }])
  expect(report.read).toEqual({ runs: 1, of: 1 })

  const breakdown = await readUsage(bed.actor, filter)
  expect([breakdown.waste.calls, tokensOf([breakdown.waste.counters])]).toEqual([1, tokensOf(lost)])
  const [head = [], line = [], total = []] = cellsOf(usageCsv(breakdown))
  const at = (name: string, cells: readonly string[]) => cells[head.indexOf(name)]
  for (const [column, key] of Object.entries(columns)) {
    const sum = String(rows.reduce((all, row) => all + row[key], 0))
    expect([column, at(column, line), at(column, total)]).toEqual([column, sum, sum])
  }
  expect([at('run', line), at('calls', line), at('wasted_calls', line)]).toEqual([
    runId,
    String(rows.length),
    '1',
  ])
  expect(cellsOf(wasteCsv(report))).toHaveLength(report.rows.length + 1)

  const elsewhere = await readWaste(bed.actor, usageFilter.parse({ run: 'run_x' }))
  expect(elsewhere).toEqual({ rows: [], leftOut: 0, kinds: [], read: { runs: 0, of: 0 } })
})

type Counters = Record<(typeof columns)[keyof typeof columns], number>

const columns = {
  input_fresh: 'inputFresh',
  cache_read: 'cacheRead',
  cache_write_5m: 'cacheWrite5m',
  cache_write_1h: 'cacheWrite1h',
  output_text: 'outputText',
  reasoning: 'reasoning',
} as const

function tokensOf(rows: readonly Counters[]): number {
  return rows.reduce((sum, row) => sum + Object.values(columns).reduce((all, key) => all + row[key], 0), 0)
}

function cellsOf(csv: string): string[][] {
  return csv
    .trim()
    .split('\r\n')
    .map(line => line.split(','))
}

const firstWords = `data: ${JSON.stringify({
  id: 'x',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'test-model',
  choices: [{ index: 0, delta: { role: 'assistant', content: 'I begin to say some' }, finish_reason: null }],
})}\n\n`
