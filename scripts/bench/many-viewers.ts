/** Two hundred runs at work, fifty of them watched as scripts watch them and one in a real page. */
import type { Page } from '@playwright/test'
import { Client } from 'pg'
import type { Bed } from './bed'
import { freshProfile, openChromium } from './chromium'
import type { Measurement } from './figures'
import { followInPage } from './live-events'
import { digits, median, quantile } from './statistics'

const runs = 200
const viewers = 50
const steps = 8
/** How long an answer takes: short for a model, so that the runs keep each other busy. */
const answerMs = 4_000

interface Seen {
  runId: string
  seqs: number[]
  delays: number[]
  /** When events that the worker commits as soon as they are made were made, by their number. */
  prompt: Map<number, number>
}

export async function measureManyViewers(bed: Bed): Promise<Measurement[]> {
  const browser = await openChromium()
  bed.model.pace(answerMs)
  try {
    const page = await (await freshProfile(browser, bed)).newPage()
    const started: { taskId: string; runId: string }[] = []
    for (let at = 0; at < runs; at += 20)
      started.push(
        ...(await Promise.all(
          Array.from({ length: 20 }, (_, index) => bed.assign(`Crowd ${at + index}. [steps ${steps}]`)),
        )),
      )
    const watched = started.slice(-viewers)
    const seen = Promise.all(watched.map(({ runId }) => watch(bed, runId)))
    await page.goto(`${bed.address}/tasks/${watched.at(-1)?.taskId}`)
    const stall = longestStall(page)
    const arrivals = await followInPage(page, watched.at(-1)?.runId ?? '')
    const all = await seen
    const prompt = all.at(-1)?.prompt ?? new Map<number, number>()
    const inPage = arrivals.flatMap(({ seq, seenAt }) => {
      const at = prompt.get(seq)
      return at === undefined ? [] : [seenAt - at]
    })
    for (const { runId } of started) await bed.succeeded(runId, 180_000)
    return await figuresOf(bed, all, inPage, await stall)
  } finally {
    bed.model.pace(0)
    await browser.close()
  }
}

async function figuresOf(bed: Bed, seen: Seen[], inPage: number[], stallMs: number): Promise<Measurement[]> {
  const delays = seen.flatMap(one => one.delays)
  const { lost, atOnce } = await compare(bed, seen)
  const detail = `median ${digits(median(delays))} ms over ${delays.length} events of ${viewers} viewers, ${atOnce} runs at work at once, answers of ${digits(answerMs / 1_000)} s; in a page p95 ${digits(quantile(inPage, 0.95))} ms, its longest stall ${digits(stallMs)} ms`
  return [
    { figure: 'viewers', value: quantile([...delays, ...inPage], 0.95), detail },
    {
      figure: 'viewersLost',
      value: lost,
      detail: `${seen.reduce((sum, one) => sum + one.seqs.length, 0)} events seen by ${viewers} viewers`,
    },
  ]
}

/** Events that a viewer did not see, or saw twice; and the most runs that were at work at the same moment. */
async function compare(bed: Bed, seen: Seen[]): Promise<{ lost: number; atOnce: number }> {
  const client = new Client({ connectionString: bed.databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ id: string; seq: number }>(
      `SELECT "id", "seq" FROM "Run" WHERE "id" = ANY($1)`,
      [seen.map(one => one.runId)],
    )
    const length = new Map(rows.map(row => [row.id, row.seq]))
    const lost = seen.reduce((sum, { runId, seqs }) => {
      const known = new Set(seqs)
      return sum + (length.get(runId) ?? 0) - known.size + (seqs.length - known.size)
    }, 0)
    const most = await client.query<{ most: number }>(
      `SELECT max(n)::int AS most FROM (SELECT sum(d) OVER (ORDER BY at, d) AS n FROM (
         SELECT "startedAt" AS at, 1 AS d FROM "Run" WHERE "startedAt" IS NOT NULL
         UNION ALL SELECT "endedAt", -1 FROM "Run" WHERE "endedAt" IS NOT NULL) moves) counted`,
    )
    return { lost, atOnce: most.rows[0]?.most ?? 0 }
  } finally {
    await client.end()
  }
}

/** Follows a run to its end. Delays are those of events that the worker commits as soon as they are made. */
async function watch(bed: Bed, runId: string): Promise<Seen> {
  const seen: Seen = { runId, seqs: [], delays: [], prompt: new Map() }
  const answer = await fetch(`${bed.address}/api/v1/runs/${runId}/events?after=0`, {
    headers: { accept: 'text/event-stream', cookie: bed.cookie },
  })
  const openedAt = Date.now()
  let rest = ''
  for await (const text of (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    const now = Date.now()
    const messages = (rest + text).split('\n\n')
    rest = messages.pop() ?? ''
    for (const message of messages) {
      const data = /^data: (.*)$/m.exec(message)?.[1]
      if (!data || !/^event: event$/m.test(message)) continue
      const event = JSON.parse(data) as { seq: number; type: string; at: string }
      seen.seqs.push(event.seq)
      const at = Date.parse(event.at)
      if (/^(model-called|tool-started)$/.test(event.type) && at > openedAt) {
        seen.delays.push(now - at)
        seen.prompt.set(event.seq, at)
      }
      if (event.type === 'run-ended') return seen
    }
  }
  return seen
}

/** The longest time in which the page could not answer a click, over twenty seconds. */
function longestStall(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>(resolve => {
        const until = performance.now() + 20_000
        let longest = 0
        let last = performance.now()
        const tick = (): void => {
          const now = performance.now()
          longest = Math.max(longest, now - last)
          last = now
          if (now < until) setTimeout(tick, 0)
          else resolve(longest)
        }
        tick()
      }),
  )
}
