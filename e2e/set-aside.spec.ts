// A run whose log this Reef cannot read: it stands where people look, and says why.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { type Call, expect, test, works } from './agents-at-work'

// The refused stream is named in the console by Chromium.
test.use({ allowed: [/status of 409/] })

const ask: Call = { name: 'ask', input: { question: 'Go on?', choices: [] } }

test('a run with an unreadable log is set aside, and its page says why', async ({
  page,
  reef,
  model,
  assign,
}) => {
  const words = `Become unreadable on ${test.info().project.name}`
  model.play(words, works([ask]).respond)
  const task = await assign({ instructions: words })
  await task.reach('waiting')
  const { databaseUrl } = JSON.parse(readFileSync(join(reef.home, 'runtime.json'), 'utf8')) as {
    databaseUrl: string
  }
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  // As if a newer Reef had written it, and the run wanted a worker.
  await client.query('UPDATE "Event" SET "version" = 99 WHERE "runId" = $1 AND "seq" = 3', [task.runId])
  await client.query(
    `UPDATE "Run" SET "status" = 'queued', "waitingFor" = NULL, "lastEventAt" = now() - interval '1 minute' WHERE "id" = $1`,
    [task.runId],
  )
  await client.end()

  const why = 'The log of this run cannot be read: event 3 (model-called)'
  await expect(async () => {
    await page.goto('/tasks')
    const card = page.getByRole('region', { name: 'Needs you' }).getByRole('article', { name: words })
    await expect(card).toContainText(why, { timeout: 1_000 })
  }).toPass({ timeout: 20_000 })
  for (const path of [`/tasks/${task.taskId}`, `/runs/${task.runId}`]) {
    await page.goto(path)
    await expect(page.getByText('This run could not be opened.')).toBeVisible()
    await expect(page.getByText(why)).toBeVisible()
  }
})
