// R106, R108: every cut of the ledger adds up to it, and every row has an owner.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { usageFilter } from '../usage/breakdown'
import { readUsage } from '../usage/repository'
import { usageCuts } from '../usage/rules'
import type { EngineBed } from './testing/engine-bed'
import { openTeamBed } from './testing/team-bed'
import { handOut, type Seen, say } from './testing/team-play'

let bed: EngineBed
beforeAll(async () => {
  bed = await openTeamBed()
})
afterAll(() => bed.close())

/** Odd numbers, so that nothing divides by chance. */
const usage = { input: 1_003, cacheRead: 501, output: 77 }

const callOf = (...names: string[]) => ({
  reply: {
    usage,
    toolCalls: names.map((name, index) => ({
      name,
      input: name === 'bash' ? { command: `echo ${index}` } : { steps: [{ title: 'One', status: 'doing' }] },
    })),
  },
})

function play({ asked, results }: Seen) {
  if (asked.startsWith('part')) return say('Part.')
  if (results.length === 0) return callOf('bash', 'bash', 'plan')
  if (results.length === 3) return callOf('plan', 'bash')
  if (results.length === 5) return handOut({ instructions: 'part one' }, { instructions: 'part two' })
  return say('Done.')
}

test('each cut adds up to the ledger to the last unit, with its waste, under every filter', async () => {
  let broken = false
  bed.server.respond(exchange => {
    const { messages } = exchange.body as { messages: { role: string; content: unknown }[] }
    const results = messages.filter(({ role }) => role === 'tool').map(() => '')
    const asked = String(messages.find(({ role }) => role === 'user')?.content ?? '')
    if (results.length === 3 && !broken) {
      broken = true
      // An answer that breaks off in the middle: begun, charged, and made again.
      return {
        raw: { headers: { 'content-type': 'text/event-stream' }, pieces: [firstWords], ending: 'cut' },
      }
    }
    return play({ asked, results, last: '', tools: [] })
  })
  const runId = await bed.assign('lead the count.')
  const state = await bed.until(runId, ({ end }) => end !== null, 40_000)
  expect(state.status).toBe('succeeded')

  const rows = await bed.db.usage.findMany({ where: { scripted: false } })
  expect(rows.filter(({ waste }) => waste !== null)).toHaveLength(1)
  expect(rows.every(({ agentId, memberId, taskId }) => agentId && memberId && taskId)).toBe(true)
  const sumOf = (key: (typeof counters)[number]) => rows.reduce((sum, row) => sum + row[key], 0)
  const ledger = Object.fromEntries(counters.map(key => [key, sumOf(key)]))
  for (const by of usageCuts) {
    const { rows: parts, total } = await readUsage(bed.actor, usageFilter.parse({ by }))
    const added = counters.map(key => [key, parts.reduce((sum, part) => sum + part.counters[key], 0)])
    expect([by, Object.fromEntries(added)]).toEqual([by, ledger])
    expect([by, total.counters, total.calls]).toEqual([by, ledger, rows.length])
  }
  const tools = await readUsage(bed.actor, usageFilter.parse({ by: 'tool' }))
  expect(tools.rows.map(({ key, label }) => [key, label]).sort()).toEqual([
    ['', 'No tool'],
    ['bash', 'bash'],
    ['delegate', 'delegate'],
    ['plan', 'plan'],
  ])
  expect(tools.waste).toMatchObject({ calls: 1, causes: [{ calls: 1 }] })
  const children = await readUsage(bed.actor, usageFilter.parse({ by: 'child' }))
  expect(children.rows.map(({ label }) => label).sort()).toEqual(['Not handed on', 'part one', 'part two'])
  const none = await readUsage(bed.actor, usageFilter.parse({ by: 'day', member: 'member_x' }))
  expect([none.rows, none.total.calls, none.total.costUsd]).toEqual([[], 0, null])
  const today = new Date().toISOString().slice(0, 10)
  const whole = await readUsage(bed.actor, usageFilter.parse({ by: 'run', from: today, to: today }))
  expect(whole.total.calls).toBe(rows.length)
}, 60_000)

test('R108: calls with two skills open are divided between their versions in whole units, and none is lost', async () => {
  const names = ['team-work', 'verify-before-done']
  bed.server.respond(exchange => {
    const { messages } = exchange.body as { messages: { role: string }[] }
    const name = names[messages.filter(({ role }) => role === 'tool').length]
    if (!name) return { reply: { text: 'Done.', usage } }
    return { reply: { usage, toolCalls: [{ name: 'skill', input: { name } }] } }
  })
  const run = await bed.assign('Open both.', { skills: names })
  const state = await bed.until(run, ({ end }) => end !== null, 40_000)
  expect(state.openedSkills.map(skill => skill.name)).toEqual(names)
  const rows = await bed.db.usage.findMany({ where: { runId: run }, orderBy: { at: 'asc' } })
  expect(rows.map(({ skillVersions }) => skillVersions.length)).toEqual([0, 1, 2])
  const { rows: parts, total } = await readUsage(bed.actor, usageFilter.parse({ by: 'skill', run }))
  expect(parts.map(({ label, calls }) => [label, calls]).sort()).toEqual([
    ['No skill', 1],
    ['team-work v1', 2],
    ['verify-before-done v1', 1],
  ])
  for (const key of counters) {
    const ledger = rows.reduce((sum, row) => sum + row[key], 0)
    expect([key, parts.reduce((sum, part) => sum + part.counters[key], 0)]).toEqual([key, ledger])
    expect([key, total.counters[key]]).toEqual([key, ledger])
  }
  // 502 fresh tokens of the last call are halved; its 501 from the cache are not: one of the two has the odd one.
  const halves = parts.filter(({ label }) => label !== 'No skill').map(({ counters }) => counters.cacheRead)
  expect(halves.sort()).toEqual([250, 752])
}, 60_000)

const counters = [
  'inputFresh',
  'cacheRead',
  'cacheWrite5m',
  'cacheWrite1h',
  'outputText',
  'reasoning',
] as const

const firstWords = `data: ${JSON.stringify({
  id: 'x',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'test-model',
  choices: [{ index: 0, delta: { role: 'assistant', content: 'I begin to say some' }, finish_reason: null }],
})}\n\n`
