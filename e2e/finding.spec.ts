// Finding a run again: words of its transcript, its time, its raw words, and the file to keep.
import { bash, expect, openTask, test, works } from './agents-at-work'

const name = () => test.info().project.name

test('search finds words of a transcript, in the palette, the list and everywhere', async ({
  page,
  model,
  assign,
  isMobile,
}) => {
  const words = `Look for a rare animal on ${name()}`
  const rare = `xenobathys${name()}`
  model.play(words, works([bash(`echo ${rare} seen`)], { finalText: `A ${rare} was seen.` }).respond)
  const task = await assign({ instructions: words })
  await task.reach('succeeded')

  await page.goto(`/search?q=${rare}`)
  const found = page.getByRole('region', { name: 'Transcripts' })
  await expect(found.getByRole('link').first()).toContainText(words)
  await expect(found.locator('mark').first()).toHaveText(new RegExp(rare, 'i'))
  await found.getByRole('link').first().click()
  await expect(page.getByRole('region', { name: 'Transcript' })).toContainText(`A ${rare} was seen.`)

  await page.goto('/tasks?view=list')
  await expect(page.getByRole('row', { name: new RegExp(words) })).toBeVisible()
  await page.getByLabel('Search tasks').fill(rare)
  await expect(page).toHaveURL(new RegExp(`q=${rare}`))
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page.getByRole('row', { name: new RegExp(words) })).toBeVisible()

  await page.goto(`/runs?q=${rare}`)
  await expect(page.getByRole('row', { name: new RegExp(words) })).toBeVisible()
  if (!isMobile) {
    await page.getByLabel('Status').selectOption('Failed')
    await expect(page.getByText('Nothing fits these filters.')).toBeVisible()
  }
})

test('time line, raw request, export: all of a run is there to be looked at', async ({
  page,
  model,
  assign,
}) => {
  const words = `Leave traces on ${name()}`
  model.play(words, works([bash('echo trace-one'), bash('echo trace-two')]).respond)
  const task = await assign({ instructions: words })
  await task.reach('succeeded')
  await openTask(page, task)

  await page.getByRole('tab', { name: 'Timeline' }).click()
  const line = page.getByRole('region', { name: 'Time line' })
  await expect(line.getByRole('button', { name: /^Step \d/ })).toHaveCount(5)
  await line
    .getByRole('button', { name: /^Step 2: / })
    .first()
    .focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/step=2/)

  await page.getByRole('tab', { name: 'Raw' }).click()
  const panel = page.getByRole('tabpanel')
  await expect(panel.getByText('Matches the hash that was recorded when it was sent')).toBeVisible()
  await expect(panel.getByRole('heading', { name: 'Step 2 of 3' })).toBeVisible()
  const messages = panel.getByRole('group').filter({ hasText: /\d messages/ })
  await expect(messages).toContainText(words)
  await expect(messages).toContainText('trace-one')
  await expect(messages).not.toContainText('trace-two')
  await expect(panel.getByRole('group').filter({ hasText: 'Answer' }).last()).toContainText('echo trace-two')
  await page.reload()
  await expect(panel.getByRole('heading', { name: 'Step 2 of 3' })).toBeVisible()

  await page.getByRole('tab', { name: 'Setup' }).click()
  for (const [link, file] of [
    ['Markdown', `${task.runId}.md`],
    ['JSON', `${task.runId}.json`],
  ] as const) {
    const downloading = page.waitForEvent('download')
    await page.getByRole('link', { name: link }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toBe(file)
    const text = (await (await download.createReadStream()).toArray()).join('')
    expect(text).toContain(words)
    expect(text).toContain('trace-two')
    if (link === 'JSON') {
      const { events } = JSON.parse(text) as { events: { seq: number }[] }
      expect(events.map(event => event.seq)).toEqual(events.map((_, index) => index + 1))
    }
  }
})
