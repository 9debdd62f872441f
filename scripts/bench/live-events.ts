/** From an event's commit to its sight in the page of an open run, while twenty runs are at work. */
import type { Page } from '@playwright/test'
import { Client } from 'pg'
import type { Bed } from './bed'
import { freshProfile, openChromium } from './chromium'
import type { Measurement } from './figures'
import { digits, median, quantile } from './statistics'

const runs = 20
const steps = 20
/** The run whose page is open works longer, so that there is something to take a quantile of. */
const openSteps = 60
/** How long an answer takes in the second round: in the first the model answers at once, and all processors are full. */
const answerMs = 300
/** A page follows one run, and a browser opens six connections to a host; three leave room for the page itself. */
const watched = 3

/** Milliseconds from the commit, one for each event: until the open page showed it, and until a stream's reader had it. */
interface Delays {
  shown: number[]
  streamed: number[]
}

export async function measureLiveEvents(bed: Bed): Promise<Measurement[]> {
  const browser = await openChromium()
  const database = new Client({ connectionString: bed.databaseUrl })
  await database.connect()
  try {
    const context = await freshProfile(browser, bed)
    const page = await context.newPage()
    const full = await oneRound(bed, database, page, 'At full speed')
    bed.model.pace(answerMs)
    const paced = await oneRound(bed, database, page, 'At the pace of a model')
    const detail = `answers at once: ${words(full)}; answers of ${answerMs} ms: ${words(paced)}`
    return [{ figure: 'liveEvents', value: quantile(full.shown, 0.95), detail }]
  } finally {
    bed.model.pace(0)
    await database.end()
    await browser.close()
  }
}

function words({ shown, streamed }: Delays): string {
  const pair = (delays: number[]) =>
    `p95 ${digits(quantile(delays, 0.95))}, median ${digits(median(delays))} over ${delays.length}`
  return `shown ${pair(shown)}, in the stream ${pair(streamed)}`
}

async function oneRound(bed: Bed, database: Client, page: Page, label: string): Promise<Delays> {
  const started = await Promise.all(
    Array.from({ length: runs }, (_, index) =>
      bed.assign(`${label}, run ${index}. [steps ${index === runs - 1 ? openSteps : steps}]`),
    ),
  )
  const open = started.at(-1)
  if (!open) throw new Error('No run was started')
  // The page is one run's own, which shows what comes; others are read in it beside that.
  await page.goto(`${bed.address}/tasks/${open.taskId}`)
  await page.evaluate(noteSteps)
  const followed = started.slice(0, watched).map(({ runId }) => runId)
  const arrived = await Promise.all(followed.map(runId => followInPage(page, runId)))
  await Promise.all(started.map(({ runId }) => bed.succeeded(runId, 120_000)))
  const commits = await Promise.all(followed.map(runId => commitTimes(database, runId)))
  const streamed = arrived.flatMap((arrivals, index) =>
    arrivals.flatMap(({ seq, seenAt }) => {
      const commit = commits[index]?.get(seq)
      return commit ? [seenAt - commit.at] : []
    }),
  )
  return { shown: await shownDelays(page, await commitTimes(database, open.runId)), streamed }
}

interface Commit {
  type: string
  step: number | null
  /** Milliseconds since 1970, on this machine's clock, with fractions. */
  at: number
}

/** When each event of a run was committed, as Postgres itself noted it. */
async function commitTimes(database: Client, runId: string): Promise<Map<number, Commit>> {
  const { rows } = await database.query<Commit & { seq: number }>(
    `SELECT seq, type, (data->>'step')::int AS step, extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 * 1000 AS at
      FROM "Event" WHERE "runId" = $1`,
    [runId],
  )
  return new Map(rows.map(({ seq, ...commit }) => [seq, commit]))
}

/** In the page: when its header first spoke of each step, on the page's clock, which is this machine's. */
function noteSteps(): void {
  const seen = new Map<number, number>()
  const look = (): void => {
    const step = Number(
      /step (\d+)/.exec(document.querySelector('header [role="status"]')?.textContent ?? '')?.[1],
    )
    if (step && !seen.has(step)) seen.set(step, Date.now())
  }
  look()
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true })
  Object.assign(window, { stepsSeen: seen })
}

/**
 * From the event that begins a step to its number in the page. Of steps that were over before the page drew again, the
 * page shows the last; such a one was seen when a later one was.
 */
async function shownDelays(page: Page, commits: ReadonlyMap<number, Commit>): Promise<number[]> {
  const seen = await page.evaluate(() => [
    ...(window as unknown as { stepsSeen: Map<number, number> }).stepsSeen,
  ])
  // The first numbers are those of a page that was still being opened: how long that takes is another figure.
  const since = seen[1]?.[1] ?? Number.POSITIVE_INFINITY
  return [...commits.values()].flatMap(({ type, step, at }) => {
    const first = seen.find(([shownStep]) => step !== null && shownStep >= step)
    return type === 'model-called' && at > since && first ? [first[1] - at] : []
  })
}

interface Arrival {
  seq: number
  /** Milliseconds since 1970, on the page's clock, which is this machine's. */
  seenAt: number
}

/** Reads the run's stream in the page. Events that were sent when the stream began do not count. */
export async function followInPage(page: Page, runId: string): Promise<Arrival[]> {
  return await page.evaluate(async id => {
    const answer = await fetch(`/api/v1/runs/${id}/events?after=0`, {
      headers: { accept: 'text/event-stream' },
    })
    const openedAt = Date.now()
    const arrivals: { seq: number; seenAt: number }[] = []
    const reader = (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader()
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      const seenAt = Date.now()
      const messages = (rest + (value ?? '')).split('\n\n')
      rest = messages.pop() ?? ''
      for (const message of messages) {
        const data = /^data: (.*)$/m.exec(message)?.[1]
        if (!data || !/^event: event$/m.test(message)) continue
        const event = JSON.parse(data) as { seq: number; type: string; at: string }
        if (Date.parse(event.at) > openedAt) arrivals.push({ seq: event.seq, seenAt })
        if (event.type === 'run-ended') {
          await reader.cancel()
          return arrivals
        }
      }
      if (done) return arrivals
    }
  }, runId)
}
