/** From an event's commit to its sight in the page of an open run, while twenty runs are at work. */
import type { Page } from '@playwright/test'
import type { Bed } from './bed'
import { freshProfile, openChromium } from './chromium'
import type { Measurement } from './figures'
import { digits, median, quantile } from './statistics'

const runs = 20
const steps = 20
/** The run whose page is open works longer, so that there is something to take a quantile of. */
const openSteps = 60
/** How long an answer takes: twenty agents whose model answers at once would fill the processor by themselves. */
const answerMs = 300
/** A page follows one run, and a browser opens six connections to a host; three leave room for the page itself. */
const watched = 3

/** Milliseconds, one for each event: until the open page showed it, and until a reader of the stream had it. */
interface Delays {
  shown: number[]
  streamed: number[]
}

export async function measureLiveEvents(bed: Bed): Promise<Measurement[]> {
  const browser = await openChromium()
  try {
    const context = await freshProfile(browser, bed)
    const page = await context.newPage()
    const full = await oneRound(bed, page, 'At full speed')
    bed.model.pace(answerMs)
    const paced = await oneRound(bed, page, 'At the pace of a model')
    const detail = `answers of ${answerMs} ms: ${words(paced)}; with answers at once, all processors full: ${words(full)}`
    return [{ figure: 'liveEvents', value: quantile(paced.shown, 0.95), detail }]
  } finally {
    bed.model.pace(0)
    await browser.close()
  }
}

function words({ shown, streamed }: Delays): string {
  const pair = (delays: number[]) =>
    `p95 ${digits(quantile(delays, 0.95))}, median ${digits(median(delays))} over ${delays.length}`
  return `shown ${pair(shown)}, in the stream ${pair(streamed)}`
}

async function oneRound(bed: Bed, page: Page, label: string): Promise<Delays> {
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
  const streamed = (await Promise.all(followed.map(runId => followInPage(page, runId)))).flat()
  await Promise.all(started.map(({ runId }) => bed.succeeded(runId, 120_000)))
  return { shown: await shownDelays(bed, page, open.runId), streamed }
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
  Object.assign(window, { stepsSeen: seen, stepsNotedSince: Date.now() })
}

/**
 * From the event that begins a step to its number in the page. Of steps that were over before the page drew again, the
 * page shows the last; such a one was seen when a later one was.
 */
async function shownDelays(bed: Bed, page: Page, runId: string): Promise<number[]> {
  const { seen, since } = await page.evaluate(() => {
    const { stepsSeen, stepsNotedSince } = window as unknown as {
      stepsSeen: Map<number, number>
      stepsNotedSince: number
    }
    return { seen: [...stepsSeen], since: stepsNotedSince }
  })
  const { events } = (await bed.api('GET', `/runs/${runId}/events?limit=5000`)) as {
    events: { type: string; at: string; data: { step: number } }[]
  }
  return events.flatMap(({ type, at, data }) => {
    const time = Date.parse(at)
    const first = seen.find(([step]) => step >= data.step)
    return type === 'model-called' && time > since && first ? [first[1] - time] : []
  })
}

/**
 * Reads the run's stream in the page and compares each event's time with the page's clock; both are this machine's.
 * Only events that the worker commits as soon as they are made count; events from before the stream began do not.
 */
export async function followInPage(page: Page, runId: string): Promise<number[]> {
  return await page.evaluate(async id => {
    const prompt = new Set(['model-called', 'tool-started'])
    const answer = await fetch(`/api/v1/runs/${id}/events?after=0`, {
      headers: { accept: 'text/event-stream' },
    })
    const openedAt = Date.now()
    const delays: number[] = []
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
        const event = JSON.parse(data) as { type: string; at: string }
        const at = Date.parse(event.at)
        if (prompt.has(event.type) && at > openedAt) delays.push(seenAt - at)
        if (event.type === 'run-ended') {
          await reader.cancel()
          return delays
        }
      }
      if (done) return delays
    }
  }, runId)
}
