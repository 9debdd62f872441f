// What if: a run that is over at other prices, on its Usage tab, with the ledger's own sum as the measure.
import { formatDollars } from '../lib/shared/format'
import type { UsageBreakdown } from '../lib/usage/breakdown'
import type { WhatIf } from '../lib/usage/what-if/schema'
import { bash, expect, pricedModel, test, works } from './agents-at-work'
import { expectAccessible } from './axe'

const dollars = (micros: number | null | undefined) => formatDollars((micros ?? 0) / 1e6)

test('R137: other caches, hours and models beside what the ledger says', async ({
  page,
  model,
  assign,
  api,
}) => {
  const words = `Wonder what it would cost on ${test.info().project.name}`
  model.play(words, works([bash('seq 900'), bash('seq 5')], { finalText: 'Wondered.' }).respond)
  const task = await assign({ instructions: words, model: pricedModel })
  await task.reach('succeeded')
  const ledger = await api.get<UsageBreakdown>(`/usage?run=${task.runId}`)
  const found = await api.get<WhatIf>(`/runs/${task.runId}/what-if?find=deepseek-v4`)
  expect(found.ledger).toEqual({ costMicros: ledger.total.costMicros, unknownCalls: 0 })
  expect(found.caches[0]).toMatchObject({ cache: 'own', costMicros: ledger.total.costMicros })

  await page.goto(`/tasks/${task.taskId}?tab=usage`)
  await page.getByRole('button', { name: /^What if/ }).click()
  const section = page.getByRole('region', { name: 'What if' })
  await expect(section).toContainText(`From the ledger: ${ledger.total.calls} calls of this run alone.`)
  const caches = section.getByRole('table', { name: 'Cache' })
  for (const { cache, costMicros } of found.caches) {
    const name = { own: 'As it was', '5m': 'Kept 5 minutes', '1h': 'Kept 1 hour', none: 'No cache' }[cache]
    await expect(caches.getByRole('row', { name: new RegExp(`^${name}`) })).toContainText(dollars(costMicros))
  }
  await expect(caches.getByRole('row')).toHaveCount(5)
  await expect(section).toContainText(/Price unknown: .*test-model \(openai\)/)
  await expectAccessible(page, 'what if')

  await section.getByRole('searchbox', { name: 'Find a model' }).fill('deepseek-v4')
  await expect(section).not.toContainText('test-model')
  const models = section.getByRole('table', { name: 'Models' })
  await expect(models.getByRole('row')).toHaveCount(found.models.length)
  for (const { vendor, model: name, costMicros, offPeak } of found.models) {
    const row = models.getByRole('row').filter({ has: page.getByTitle(`${vendor}:${name}`) })
    await expect(row).toContainText(dollars(costMicros))
    if (offPeak) await expect(row).toContainText(`${dollars(offPeak.costMicros)} off-peak`)
  }
})
