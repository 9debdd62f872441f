// Work that starts when its model is cheaper, or at any time that was named.
import { formatTime } from '../lib/shared/format'
import type { StartForecast } from '../lib/usage/forecast/schema'
import { expect, statusOf, test, works } from './agents-at-work'
import { expectAccessible } from './axe'

const cheap = 'deepseek:deepseek-v4-pro'

test('a cheaper hour is offered before the start, and the task starts by itself at its time', async ({
  page,
  model,
  api,
}) => {
  const words = `Count the reef cheaply on ${test.info().project.name}`
  await api.post('/providers', { vendor: 'deepseek', apiKey: 'a key', baseUrl: `${model.server.url}/v1` })
  const { cheaper } = await api.get<StartForecast>(`/usage/forecast?characters=40&model=${cheap}`)
  await page.goto('/tasks')
  await page.getByLabel('What should be done').fill(words)
  const composer = page.getByRole('region', { name: 'New task' })
  await composer.getByLabel('Model').selectOption(cheap)
  const line = composer.getByRole('status', { name: 'Cheaper hours' })
  // The vendor's hours decide what there is to offer at this moment.
  if (cheaper) {
    await expect(line).toContainText(`50 % cheaper ${formatTime(cheaper.at)}`)
    await expectAccessible(page, 'composer with cheaper hours')
    await line.getByRole('button', { name: 'Start then' }).click()
    await expect(line).toContainText(`Starts ${formatTime(cheaper.at)}`)
    await page.getByRole('button', { name: 'Start task' }).click()
    const card = page.getByRole('article', { name: words })
    await expect(card).toContainText(`Starts ${formatTime(cheaper.at)}`)
    await card.getByRole('link').first().click()
    await expect(page.getByText(`Starts by itself ${formatTime(cheaper.at)}.`)).toBeVisible()
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await expect(statusOf(page)).toBeVisible()
  } else {
    await expect(composer.getByLabel('Model')).toHaveValue(cheap)
    await expect(line).toHaveCount(0)
  }

  const soon = `Begin soon on ${test.info().project.name}`
  model.play(soon, works([], { finalText: 'Begun by itself.' }).respond)
  const notBefore = new Date(Date.now() + 4_000).toISOString()
  const { task } = await api.post<{ task: { id: string } }>('/tasks', { instructions: soon, notBefore })
  await page.goto(`/tasks/${task.id}`)
  await expect(page.getByText(/^Starts by itself at/)).toBeVisible()
  await expect(statusOf(page)).toContainText('Finished')
})
