/** From an event's commit to its arrival in a real page, while twenty runs are at work. */
import type { Page } from '@playwright/test'
import type { Bed } from './bed'
import { freshProfile, openChromium } from './chromium'
import type { Measurement } from './figures'
import { digits, median, quantile } from './statistics'

const runs = 20
const steps = 20
/** How long an answer takes: twenty agents whose model answers at once would fill the processor by themselves. */
const answerMs = 300
/** A page follows one run, and a browser opens six connections to a host; three leave room for the page itself. */
const watched = 3

export async function measureLiveEvents(bed: Bed): Promise<Measurement[]> {
  const browser = await openChromium()
  try {
    const context = await freshProfile(browser, bed)
    const page = await context.newPage()
    const full = await oneRound(bed, page, 'At full speed')
    bed.model.pace(answerMs)
    const paced = await oneRound(bed, page, 'At the pace of a model')
    const detail = `median ${digits(median(paced))} ms over ${paced.length} events, answers of ${answerMs} ms; with answers at once, all processors full: p95 ${digits(quantile(full, 0.95))}, median ${digits(median(full))} ms`
    return [{ figure: 'liveEvents', value: quantile(paced, 0.95), detail }]
  } finally {
    bed.model.pace(0)
    await browser.close()
  }
}

async function oneRound(bed: Bed, page: Page, words: string): Promise<number[]> {
  const started = await Promise.all(
    Array.from({ length: runs }, (_, index) => bed.assign(`${words}, run ${index}. [steps ${steps}]`)),
  )
  // The page is one run's own, which shows what comes; the others are read in it beside that.
  await page.goto(`${bed.address}/tasks/${started.at(-1)?.taskId}`)
  const followed = started.slice(0, watched).map(({ runId }) => runId)
  const delays = await Promise.all(followed.map(runId => followInPage(page, runId)))
  await Promise.all(started.map(({ runId }) => bed.succeeded(runId, 120_000)))
  return delays.flat()
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
