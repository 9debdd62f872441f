// What work is going to use: told before it starts, and while it works beside every figure of the run.
import { moneyIn, usDollar } from '../lib/shared/currency'
import { formatWhole } from '../lib/shared/format'
import type { UsageBreakdown } from '../lib/usage/breakdown'
import type { Forecast, Projection } from '../lib/usage/forecast/schema'
import { basisWords, dollarRange, rangeWords, tokenRange } from '../lib/usage/forecast/words'
import { bash, door, expect, openTask, pricedModel, test, works } from './agents-at-work'
import { expectAccessible } from './axe'

const money = moneyIn(usDollar)

test('similar runs tell a range before the start; while it works the range stands on what was used', async ({
  page,
  model,
  assign,
  api,
  isMobile,
}) => {
  // An agent of its own: what other stories have used is not similar.
  const name = `Estimator ${test.info().project.name}`
  const agent = await api.post<{ id: string }>('/agents', { name, instructions: 'Work.', model: pricedModel })
  const words = `Estimate the reef on ${test.info().project.name}`
  const steps = [bash('echo one'), bash('echo two'), bash('echo three')]
  const forecast = () => api.get<Forecast>(`/usage/forecast?agent=${agent.id}&characters=200`)
  const finish = async (count: number) => {
    const own = `${words}, part ${count}.`
    model.play(own, works(steps.slice(0, count), { finalText: 'Estimated.' }).respond)
    const done = await assign({ instructions: own, agent: agent.id })
    await done.reach('succeeded')
  }
  const line = page.getByRole('status', { name: 'Forecast' })
  const compose = async () => {
    await page.goto('/tasks')
    await page.getByLabel('What should be done').fill(words)
    await page.getByRole('region', { name: 'New task' }).getByLabel('Agent').selectOption({ label: name })
  }

  await Promise.all([finish(1), finish(2)])
  await compose()
  await expect(line).toHaveText('Only 2 similar runs so far')
  await finish(3)
  await finish(3)
  await compose()
  const before = await forecast()
  expect(before).toMatchObject({ runs: 4, priced: 4 })
  const range = dollarRange(before.costMicros ?? { low: 0, high: 0 }, money)
  await expect(line).toHaveText(`Similar tasks: ${range} · 4 runs`)
  await expectAccessible(page, 'composer with a forecast')
  await page.getByLabel('What should be done').fill('')
  await expect(line).toBeHidden()

  const gate = door()
  const held = works(steps, { finalText: 'Estimated.' })
  let calls = 0
  model.play(words, async exchange => {
    calls += 1
    if (calls === 3) await gate.until
    return held.respond(exchange)
  })
  const live = await assign({ instructions: words, agent: agent.id, budget: { usd: 2 } })
  await expect.poll(() => calls).toBe(3)
  await openTask(page, live)
  const { forecast: during } = await api.get<Projection>(`/runs/${live.runId}/projection`)
  // Two of the four came further than two steps, and the third one just as far.
  expect(during).toMatchObject({ runs: 3, priced: 3 })
  const meter = page.getByRole('button', { name: /show every counter/ })
  if (!isMobile && during) {
    await expect(meter).toContainText(rangeWords(during, money) ?? 'no range')
    await expect(page.getByTitle(`Projected total, by ${basisWords(during)}`)).toBeVisible()
  }
  await meter.click()
  const figures = page.getByRole('dialog', { name: 'Tokens and cost' })
  await expect(figures.getByRole('img', { name: /of \$2\.00 spent, \$.* held back/ })).toBeVisible()
  await expect(figures.locator('[data-reserved]')).toHaveCount(1)
  if (during?.tokens) await expect(figures).toContainText(tokenRange(during.tokens))
  await expect(figures).toContainText('3 similar runs that came this far')
  await expect(figures).toContainText(/Last minute\$/)
  await expect(figures.getByRole('img', { name: /Told shorter from/ })).toBeVisible()
  await expect(figures.getByRole('img', { name: /^Read from cache by call: 2 calls/ })).toBeVisible()
  const { total } = await api.get<UsageBreakdown>(`/usage?by=run&run=${live.runId}`)
  await expect(figures.getByRole('row', { name: /^Together/ })).toContainText(
    formatWhole(total.inputTokens + total.outputTokens),
  )
  await expectAccessible(page, 'figures of a live run')
  gate.open()
  await live.reach('succeeded')
  await expect(figures.locator('[data-reserved]')).toHaveCount(0)
  await expect(figures).not.toContainText('At the end')
  await expect(page.getByTitle(/^Projected total/)).toHaveCount(0)
  const end = await api.get<UsageBreakdown>(`/usage?by=run&run=${live.runId}`)
  await expect(figures.getByRole('row', { name: /^Together/ })).toContainText(
    formatWhole(end.total.inputTokens + end.total.outputTokens),
  )
})
