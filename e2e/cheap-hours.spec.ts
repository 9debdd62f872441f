// Work that starts when its model is cheaper, or at any time that was named.
import type { PriceList } from '../lib/prices/schema'
import { formatTime } from '../lib/shared/format'
import type { StartForecast } from '../lib/usage/forecast/schema'
import { expect, pricedModel, statusOf, test, works } from './agents-at-work'
import { expectAccessible } from './axe'

test('a cheaper hour is offered before the start, and the task starts by itself at its time', async ({
  page,
  model,
  api,
}) => {
  const words = `Count the reef cheaply on ${test.info().project.name}`
  const [vendor, name] = pricedModel.split(':')
  const { own } = await api.post<PriceList>('/prices', {
    vendor,
    model: name,
    kind: 'discount',
    percent: 40,
    validFrom: new Date(Date.now() + 5_400_000).toISOString(),
  })
  const { cheaper } = await api.get<StartForecast>(`/usage/forecast?characters=40&model=${pricedModel}`)
  expect(cheaper).toMatchObject({ lessPercent: 40 })
  const then = formatTime(cheaper?.at ?? '')

  await page.goto('/tasks')
  await page.getByLabel('What should be done').fill(words)
  const composer = page.getByRole('region', { name: 'New task' })
  await composer.getByLabel('Model').selectOption(pricedModel)
  const line = composer.getByRole('status', { name: 'Cheaper hours' })
  await expect(line).toContainText(`40 % cheaper ${then}`)
  await expectAccessible(page, 'composer with cheaper hours')
  await line.getByRole('button', { name: 'Start then' }).click()
  await expect(line).toContainText(`Starts ${then}`)
  await composer.getByRole('button', { name: 'Start task' }).click()
  const card = page.getByRole('article', { name: words })
  await expect(card).toContainText(`Starts ${then}`)
  await card.getByRole('link').first().click()
  await expect(page.getByText(`Starts by itself ${then}.`)).toBeVisible()
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(statusOf(page)).toContainText('Finished')

  await api.delete(`/prices/${own[0]?.id}`)
  const without = await api.get<StartForecast>(`/usage/forecast?characters=40&model=${pricedModel}`)
  expect(without.cheaper).toBeNull()

  const soon = `Begin soon on ${test.info().project.name}`
  model.play(soon, works([], { finalText: 'Begun by itself.' }).respond)
  const notBefore = new Date(Date.now() + 4_000).toISOString()
  const { task } = await api.post<{ task: { id: string } }>('/tasks', { instructions: soon, notBefore })
  await page.goto(`/tasks/${task.id}`)
  await expect(page.getByText(/^Starts by itself at/)).toBeVisible()
  await expect(statusOf(page)).toContainText('Finished')
})
