// What if: a run that is over at other prices, on its Usage tab, with the ledger's own sum as the measure.
import type { Answer } from '../lib/engine/testing/model-server'
import { handOut, playTeam, say } from '../lib/engine/testing/team-play'
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

test('R137: other hours, for the run alone and with its parts', async ({ page, model, assign, api }) => {
  const project = test.info().project.name
  const { providers } = await api.get<{ providers: { vendor: string }[] }>('/providers')
  if (!providers.some(({ vendor }) => vendor === 'deepseek'))
    await api.post('/providers', {
      ...{ vendor: 'deepseek', apiKey: 'sk-deep-0123456789', baseUrl: `${model.server.url}/v1` },
      unchecked: true,
    })
  const words = `sound the depths on ${project}`
  const used = (answer: Answer, input: number): Answer =>
    'reply' in answer
      ? { reply: { ...answer.reply, usage: { input, cacheRead: input / 2, output: 901 } } }
      : answer
  model.play(
    words,
    playTeam({
      lead: ({ results }) =>
        used(
          results.length === 0
            ? handOut({ title: 'Trench', instructions: `measure, ${words}` })
            : say('Sounded.'),
          60_000,
        ),
      measure: () => used(say('Eleven kilometres.'), 90_000),
    }),
  )
  const task = await assign({
    ...{ instructions: `lead, ${words}`, title: words, model: 'deepseek:deepseek-v4-pro' },
  })
  await task.reach('succeeded')
  const asked = async (scope: 'run' | 'tree', filter: string) => {
    const [whatIf, ledger] = await Promise.all([
      api.get<WhatIf>(`/runs/${task.runId}/what-if?scope=${scope}`),
      api.get<UsageBreakdown>(`/usage?${filter}`),
    ])
    expect([whatIf.calls, whatIf.ledger.costMicros]).toEqual([ledger.total.calls, ledger.total.costMicros])
    const { cheap, dear } = whatIf.hours ?? {}
    // The vendor's peak costs the double, and the ledger has what the hours of the calls have cost.
    expect(Math.abs((dear?.costMicros ?? 0) - 2 * (cheap?.costMicros ?? 1))).toBeLessThanOrEqual(whatIf.calls)
    expect(whatIf.ledger.costMicros).toBeGreaterThanOrEqual(cheap?.costMicros ?? Number.NaN)
    expect(whatIf.ledger.costMicros).toBeLessThanOrEqual(dear?.costMicros ?? Number.NaN)
    return whatIf
  }
  const alone = await asked('run', `run=${task.runId}`)
  const all = await asked('tree', `task=${task.taskId}`)
  expect([alone.runs, alone.calls, all.runs, all.calls]).toEqual([1, 2, 2, 3])

  await page.goto(`/tasks/${task.taskId}?tab=usage`)
  await page.getByRole('button', { name: /^What if/ }).click()
  const section = page.getByRole('region', { name: 'What if' })
  const shows = async ({ hours, caches, ledger }: WhatIf) => {
    const table = section.getByRole('table', { name: 'Hours' })
    const cheap = table.getByRole('row', { name: /^All off-peak/ })
    await expect(cheap).toContainText(dollars(hours?.cheap.costMicros))
    for (const { from, to } of hours?.windows[0]?.spans ?? [])
      await expect(cheap).toContainText(`${from}–${to}`)
    const dear = table.getByRole('row', { name: /^All at peak/ })
    await expect(dear).toContainText(dollars(hours?.dear.costMicros))
    // The vendor has one lifetime: as it was, and none.
    await expect(section.getByRole('table', { name: 'Cache' }).getByRole('row')).toHaveCount(
      caches.length + 1,
    )
    await expect(section.getByRole('row', { name: /^As it was/ })).toContainText(dollars(ledger.costMicros))
  }
  await expect(section).toContainText('From the ledger: 2 calls of this run alone.')
  await shows(alone)
  await section.getByText('With its parts').click()
  await expect(section).toContainText('From the ledger: 3 calls of this run and its 1 part.')
  await shows(all)
  await expectAccessible(page, 'what if at other hours')
})
