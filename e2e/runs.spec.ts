// Watching a run: everything it does appears while it happens, for everybody, and nothing is lost or doubled.
import type { Page } from '@playwright/test'
import { bash, door, expect, openTask, plan, pricedModel, statusOf, test, works } from './agents-at-work'

const titles = ['Look around', 'Write the report', 'Check it']
const name = () => test.info().project.name
const transcriptOf = (page: Page) => page.getByRole('region', { name: 'Transcript' })

test('plan, shell, edit, figures and files are shown as they come', async ({
  page,
  model,
  assign,
  isMobile,
}) => {
  const words = `Show every tool on ${name()}`
  model.play(
    words,
    works(
      [
        plan(titles, 1),
        bash('echo "looked around"; ls missing-folder'),
        { name: 'write', input: { path: 'report.md', content: '# Report\n\nThree corals.\n' } },
        { name: 'edit', input: { path: 'report.md', old_string: 'Three', new_string: 'Four' } },
      ],
      { finalText: 'The report is written.', sayText: 'Going on.', pace: { firstMs: 150 } },
    ).respond,
  )
  const task = await assign({ instructions: words, model: pricedModel, budget: { usd: 2 } })
  await openTask(page, task)
  await expect(statusOf(page)).toContainText('Finished')
  const transcript = transcriptOf(page)
  await expect(transcript.getByText('The report is written.')).toBeVisible()

  const shell = transcript.getByRole('button', { name: /Ran echo "looked around"/ })
  await expect(shell).toContainText('exit 2')
  await shell.click()
  const output = transcript.getByRole('region', { name: 'output' })
  await expect(output).toContainText('looked around')
  await expect(output).toContainText('missing-folder')
  await transcript.getByRole('button', { name: /Edited report\.md \+1 −1/ }).click()
  await expect(transcript.getByText('Three corals.')).toBeVisible()
  await expect(transcript.getByText('Four corals.')).toBeVisible()

  if (isMobile) await page.getByRole('tab', { name: 'Plan' }).click()
  else await page.getByRole('button', { name: /Plan 1 of 3/ }).click()
  const steps = page.getByRole('region', { name: 'Plan' }).getByRole('listitem')
  await expect(steps).toHaveText(titles)
  await expect(steps.nth(1)).toHaveAttribute('aria-current', 'step')

  await page.getByRole('tab', { name: /Files/ }).click()
  await page.getByRole('navigation', { name: 'Files' }).getByRole('button', { name: 'report.md' }).click()
  const preview = page.getByRole('region', { name: 'report.md' })
  await expect(preview.getByRole('heading', { name: 'Report' })).toBeVisible()
  const downloading = page.waitForEvent('download')
  await preview.getByRole('link', { name: 'Download report.md' }).click()
  const bytes = await (await downloading).createReadStream()
  const text = (await bytes.toArray()).join('')
  expect(text).toBe('# Report\n\nFour corals.\n')

  await page.getByRole('button', { name: /\$0\.\d+.* tokens ?, show every counter/ }).click()
  const table = page.getByRole('dialog').getByRole('table', { name: 'Tokens and cost by kind' })
  for (const kind of ['Fresh input', 'Cache read', 'Output'])
    await expect(table.getByRole('row', { name: new RegExp(kind) })).toContainText(/\d.*\$/)
})

test('text is read while it is written, and an unknown price is said', async ({ page, model, assign }) => {
  const words = `Write a long answer on ${name()}`
  const answer = `The first words. ${'And many more of them. '.repeat(60)}The last words.`
  const rest = door()
  model.play(words, () => ({
    reply: { text: answer, reasoning: 'I think first.', pieceLength: 20, usage: { input: 900, output: 240 } },
    pace: { betweenMs: 5, hold: { afterPieces: 50, until: rest.until } },
  }))
  const task = await assign({ instructions: words })
  await openTask(page, task)
  await expect(statusOf(page)).toContainText('Working')
  const transcript = transcriptOf(page)
  await expect(transcript.getByText(/The first words\./)).toBeVisible()
  await expect(transcript.getByText(/The last words\./)).toHaveCount(0)
  rest.open()
  await expect(transcript.getByText(/The last words\./)).toHaveCount(1)
  await expect(transcript.getByText(/The first words\./)).toHaveCount(1)
  await expect(transcript.getByRole('button', { name: /Thought/ })).toBeVisible()
  await expect(
    page.getByRole('button', { name: /price unknown · 1\.1k tokens ?, show every counter/ }),
  ).toBeVisible()
})

test('who leaves in the middle and comes back misses nothing, and two people see the same', async ({
  page,
  browser,
  session,
  model,
  assign,
}) => {
  test.slow()
  const words = `Say ten things on ${name()}`
  const calls = Array.from({ length: 10 }, (_, index) => bash(`echo thing ${index + 1}`))
  const texts = (step: number) => `I say thing ${step}.`
  const driven = works(calls, { finalText: 'All ten are said.' })
  // The fourth thing waits until somebody has left, the eighth until they are back.
  const doors = new Map([
    [4, door()],
    [8, door()],
  ])
  let said = 0
  model.play(words, exchange => {
    const answer = driven.respond(exchange)
    if (!('reply' in answer) || !answer.reply.toolCalls) return answer
    said += 1
    const until = doors.get(said)?.until
    return {
      reply: { ...answer.reply, text: texts(said) },
      ...(until ? { pace: { hold: { afterPieces: 1, until } } } : {}),
    }
  })
  const task = await assign({ instructions: words })
  const tall = { width: 1280, height: 2600 }
  const watcher = await (await browser.newContext({ storageState: session, viewport: tall })).newPage()
  await page.setViewportSize(tall)
  await Promise.all([openTask(page, task), openTask(watcher, task)])
  await expect(transcriptOf(page).getByText(texts(3))).toBeVisible()
  await page.goto('about:blank')
  doors.get(4)?.open()
  await expect(transcriptOf(watcher).getByText(texts(7))).toBeVisible()
  await openTask(page, task)
  await expect(transcriptOf(page).getByText(texts(7))).toBeVisible()
  doors.get(8)?.open()
  const { steps } = await task.reach('succeeded')
  expect(steps).toBe(11)
  for (const who of [page, watcher]) {
    await expect(transcriptOf(who).getByText('All ten are said.')).toBeVisible()
    const marks = transcriptOf(who).getByRole('button', { name: /^Step \d+$/ })
    await expect(marks).toHaveText(Array.from({ length: 11 }, (_, index) => String(index + 1)))
    for (let step = 1; step <= 10; step += 1) {
      await expect(transcriptOf(who).getByText(texts(step), { exact: true })).toHaveCount(1)
      await expect(
        transcriptOf(who).getByRole('button', { name: new RegExp(`Ran echo thing ${step}(?!\\d)`) }),
      ).toHaveCount(1)
    }
  }
  // The same words, but for how long ago they were given.
  const read = async (who: Page) =>
    ((await transcriptOf(who).textContent()) ?? '').replace(/^Ada Lovelace(now|\d+ (s|min))/, '')
  expect(await read(page)).toBe(await read(watcher))
})
