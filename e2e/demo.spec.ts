// Reef without any model: the sample, the demos, and free text that is kept and never faked.
import { expect, joinAs, test } from './owner'

test('R28: the sample run can be read as soon as Reef is set up, and no total counts it', async ({
  page,
  api,
}) => {
  const { tasks } = await api.get<{
    tasks: { title: string; scripted: string | null; run: { id: string } }[]
  }>('/tasks')
  expect(tasks.map(task => task.scripted !== null)).toEqual([true])
  const [task] = tasks
  if (!task) throw new Error('there is no sample')

  await page.goto('/tasks')
  const card = page.getByRole('article', { name: task.title })
  await expect(card.getByText('SCRIPTED')).toBeVisible()
  await card.getByRole('link', { name: task.title }).click()
  await expect(page.locator('header').getByText('SCRIPTED')).toBeVisible()
  await expect(page.locator('header').getByRole('status')).toContainText('Finished')

  const run = await api.get<{ scripted: boolean; usage: { costUsd: number | null } }>(`/runs/${task.run.id}`)
  expect(run).toMatchObject({ scripted: true, usage: { costUsd: null } })
  const exported = await page.request.get(`/api/v1/runs/${task.run.id}/export?format=md`)
  expect(await exported.text()).toContain('SCRIPTED: a demo whose model is scripted')
  const raw = await api.get<{ request: { messages: unknown[] }; verified: boolean }>(
    `/runs/${task.run.id}/steps/1/raw`,
  )
  expect(raw.verified).toBe(true)
  expect(raw.request.messages.length).toBeGreaterThan(0)
  expect(await api.get('/usage')).toMatchObject({ rows: [] })
})

test('a demo that is started from the page really runs its tools', async ({ page }) => {
  test.slow()
  await page.goto('/tasks')
  await page.getByRole('list', { name: 'Demos' }).getByRole('button').first().click()
  await expect(page).toHaveURL(/\/tasks\/task_/)
  await expect(page.locator('header').getByText('SCRIPTED')).toBeVisible()
  await expect(page.locator('header').getByRole('status')).toContainText('Finished', { timeout: 60_000 })
  await page.getByRole('tab', { name: /Files/ }).click()
  await page.getByRole('navigation', { name: 'Files' }).getByRole('button', { name: 'report.md' }).click()
  const report = page.getByRole('region', { name: 'report.md' })
  await expect(report.getByRole('table')).toBeVisible()
  // Counted from the data set itself: 123 Gentoo penguins were weighed, 5,076 g on average.
  await expect(report.getByRole('row', { name: /Gentoo/ })).toContainText('123')
  await expect(report.getByRole('row', { name: /Gentoo/ })).toContainText('5076.0')
})

test('without a model a task is kept and says what it waits for', async ({ page, api }) => {
  await page.goto('/tasks')
  await expect(page.getByText('No model is connected yet.')).toBeVisible()
  const words = `Count the corals of ${test.info().project.name}`
  await page.getByLabel('What should be done').fill(words)
  await page.keyboard.press('ControlOrMeta+Enter')
  const card = page.getByRole('region', { name: 'Needs you' }).getByRole('article', { name: words })
  await expect(card).toContainText('Waiting for a model')
  await card.getByRole('link', { name: words }).click()
  await expect(page.locator('header').getByRole('status')).toContainText('Waiting for a model')
  await expect(page.getByRole('link', { name: 'Connect a model' })).toBeVisible()
  const { tasks } = await api.get<{ tasks: { title: string; run: { id: string } }[] }>('/tasks')
  const run = tasks.find(task => task.title === words)?.run
  const { events } = await api.get<{ events: { type: string }[] }>(`/runs/${run?.id}/events`)
  expect(events.map(event => event.type)).not.toContain('model-called')
})

test('a first step is ticked once it is taken', async ({ page }) => {
  await page.goto('/tasks')
  const step = page
    .getByRole('region', { name: 'Getting started' })
    .getByRole('listitem')
    .filter({ hasText: 'Look at the skills' })
  await expect(step).toBeVisible()
  // Reef brings skills of its own: that they are there does not mean that somebody has looked.
  await expect(step.getByRole('img', { name: 'Done:' })).toHaveCount(0)
  await step.getByRole('link').click()
  await expect(page.getByRole('row').getByRole('link').first()).toBeVisible()
  await page.goto('/tasks')
  await expect(step.getByRole('img', { name: 'Done:' })).toBeVisible()
})

test('a viewer reads everything and starts nothing', async ({ browser, reef, api }) => {
  const email = `viewer-${test.info().project.name}@example.com`
  const viewer = await joinAs('viewer', email, { browser, reef, api })
  await expect(viewer.getByRole('article').first()).toBeVisible()
  await expect(viewer.getByRole('button', { name: 'Start task' })).toBeHidden()
  const refused = await viewer.request.post('/api/v1/tasks', {
    headers: { origin: reef.address },
    data: { instructions: 'Start anyway' },
  })
  expect(refused.status()).toBe(403)
  expect(await refused.json()).toMatchObject({ error: { code: 'forbidden' } })
})
