/** One run of 1,250 real steps, 5,000 events: what each step stores, and how soon its page can be used. */
import { Client } from 'pg'
import type { Bed } from './bed'
import { freshProfile, openChromium } from './chromium'
import type { Measurement } from './figures'
import { digits, median } from './statistics'
import { gapsOf } from './step-gap'

const steps = 1_250
const visits = 5

export async function measureLongRun(bed: Bed): Promise<Measurement[]> {
  await bed.api('POST', '/agents', {
    name: 'Patient',
    instructions: 'Work for as long as it takes.',
    tools: ['bash', 'read', 'write', 'edit', 'plan'],
    limits: { steps: steps + 10 },
  })
  bed.model.call(step => ({
    name: 'bash',
    text: `Note ${step} comes next.`,
    input: { command: `echo "note ${step} of many" | tee notes/${String(step).padStart(5, '0')}.txt` },
  }))
  const words = `Write many notes. [steps ${steps}]`
  const files = [{ path: 'notes/first.txt', content: 'Notes come here.\n' }]
  const { taskId, runId } = await bed.assign(words, { agent: 'Patient', files })
  await bed.succeeded(runId, 300_000)
  const gaps = gapsOf(bed, words)
  const pace = `steps 5-15 take ${digits(median(gaps.slice(5, 15)))} ms, the last ten ${digits(median(gaps.slice(-10)))} ms`
  return [await storageGrowth(bed, runId, pace), await timeOfPage(bed, taskId)]
}

/** Rows of events, ledger and files, ten steps around each of the two. */
async function storageGrowth(bed: Bed, runId: string, pace: string): Promise<Measurement> {
  const client = new Client({ connectionString: bed.databaseUrl })
  await client.connect()
  try {
    const perStep = async (from: number): Promise<number> => {
      const { rows } = await client.query<{ bytes: string }>(
        `SELECT coalesce(sum(bytes), 0) AS bytes FROM (
           SELECT pg_column_size(e.*) AS bytes FROM "Event" e
             WHERE e."runId" = $1 AND (e.data->>'step')::int BETWEEN $2 AND $3
           UNION ALL SELECT pg_column_size(u.*) FROM "Usage" u WHERE u."runId" = $1 AND u.step BETWEEN $2 AND $3
           UNION ALL SELECT pg_column_size(f.*) FROM "File" f WHERE f.hash IN (
             SELECT change->'entry'->>'hash' FROM "Event" e, jsonb_array_elements(e.data->'changes') change
             WHERE e."runId" = $1 AND e.type = 'tool-finished' AND (e.data->>'step')::int BETWEEN $2 AND $3)
         ) rows`,
        [runId, from, from + 9],
      )
      return Number(rows[0]?.bytes ?? 0) / 10
    }
    const [early, late] = [await perStep(10), await perStep(1_000)]
    const detail = `${digits(early)} bytes at step 10, ${digits(late)} at step 1,000 (events, ledger, files); ${pace}`
    return { figure: 'storageGrowth', value: late / early, detail }
  } finally {
    await client.end()
  }
}

/** Seconds from the navigation until steps can be seen and one has answered a click with its output. */
async function timeOfPage(bed: Bed, taskId: string): Promise<Measurement> {
  const browser = await openChromium()
  try {
    const times: number[] = []
    for (let visit = 0; visit < visits; visit += 1) {
      const context = await freshProfile(browser, bed)
      const page = await context.newPage()
      const answer = await page.goto(`${bed.address}/tasks/${taskId}`, { waitUntil: 'commit' })
      if (!answer?.ok())
        return { figure: 'longRun', value: null, detail: `the page answers ${answer?.status() ?? 'nothing'}` }
      // Steps are shown as rows that open; a row that has opened has answered a click.
      const row = page.locator('main button[aria-expanded="false"]').filter({ hasText: 'note' }).last()
      await row.click({ timeout: 30_000 })
      await page
        .getByText(/^note \d+ of many$/)
        .first()
        .waitFor()
      times.push((await page.evaluate(() => performance.now())) / 1000)
      await context.close()
    }
    return {
      figure: 'longRun',
      value: median(times),
      detail: `${visits} visits: ${times.map(digits).join(', ')}`,
    }
  } finally {
    await browser.close()
  }
}
