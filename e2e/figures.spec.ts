// One number: what a run used is the same in the thread, the list, the run page, the API and the ledger.
import type { RunDetail } from '../lib/runs/schema'
import { formatDollars, formatWhole } from '../lib/shared/format'
import type { UsageBreakdown } from '../lib/usage/breakdown'
import { bash, expect, openTask, pricedModel, test, works } from './agents-at-work'

test('tokens and cost of a run are one number wherever they stand', async ({
  page,
  model,
  assign,
  api,
  isMobile,
}) => {
  const words = `Be counted on ${test.info().project.name}`
  const driven = works([bash('echo 1'), bash('echo 2'), bash('echo 3')], { finalText: 'Counted to three.' })
  model.play(words, driven.respond)
  const task = await assign({ instructions: words, model: pricedModel, budget: { usd: 3 } })
  const { usage } = await task.reach('succeeded')

  // What the vendor said, added up.
  const sum = (key: 'input' | 'output' | 'cacheRead') =>
    driven.usages.reduce((left, served) => left + (served[key] ?? 0), 0)
  expect(driven.usages).toHaveLength(4)
  expect(usage).toMatchObject({
    inputTokens: sum('input'),
    outputTokens: sum('output'),
    cacheReadTokens: sum('cacheRead'),
    reasoningTokens: 0,
    costUnknown: false,
  })
  // Sonnet 4.5: 3 dollars a million for fresh input, a tenth of it for what the cache knew, 15 for output.
  const expected =
    ((sum('input') - sum('cacheRead')) * 3 + sum('cacheRead') * 0.3 + sum('output') * 15) / 1_000_000
  expect(usage.costUsd).toBeCloseTo(expected, 5)

  const tokens = formatWhole(usage.inputTokens + usage.outputTokens)
  const dollars = formatDollars(usage.costUsd ?? 0)
  const exact = `${tokens} tokens, ${dollars}`

  await openTask(page, task)
  await expect(page.getByRole('region', { name: 'Transcript' }).getByTitle(exact)).toBeVisible()
  await expect(
    page.getByRole('button', { name: new RegExp(`${escaped(dollars)}.*, show every counter`) }),
  ).toBeVisible()
  await page.getByRole('tab', { name: 'Usage' }).click()
  const together = page.getByRole('tabpanel').getByRole('row', { name: /Together/ })
  await expect(together.getByRole('cell')).toHaveText([tokens, dollars])

  await page.goto('/tasks?view=list')
  if (!isMobile)
    await expect(page.getByRole('row', { name: new RegExp(words) }).getByTitle(exact)).toBeVisible()
  await page.goto('/runs')
  if (!isMobile)
    await expect(page.getByRole('row', { name: new RegExp(words) }).getByTitle(exact)).toBeVisible()
  await page.goto('/tasks')
  await expect(page.getByRole('article', { name: words }).getByTitle(exact)).toBeVisible()

  const ledger = await api.get<UsageBreakdown>('/usage?by=task')
  const row = ledger.rows.find(each => each.key === task.taskId)
  expect(row).toMatchObject({
    calls: 4,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    cacheReadTokens: usage.cacheReadTokens,
    costUsd: usage.costUsd,
  })
  const { tasks } = await api.get<{ tasks: { id: string; run: RunDetail }[] }>('/tasks')
  expect(tasks.find(each => each.id === task.taskId)?.run.usage).toEqual(usage)

  await page.goto('/usage?by=task')
  const shown = page.getByRole('row', { name: new RegExp(words) })
  await expect(shown).toContainText(formatWhole(usage.inputTokens))
  await expect(shown).toContainText(dollars)
  if (!isMobile) await expect(shown).toContainText(formatWhole(usage.outputTokens))
  const total = page.getByRole('row', { name: /Together/ })
  const fresh = await api.get<UsageBreakdown>('/usage?by=task')
  await expect(total).toContainText(formatWhole(fresh.total.inputTokens))
})

function escaped(text: string): string {
  return text.replace(/[.$]/g, '\\$&')
}
