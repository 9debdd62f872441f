// The Usage page: its figures are those of the ledger, its filters are in the address, and every row leads on.
import { readFile } from 'node:fs/promises'
import { formatCount, formatDollars, formatWhole } from '../lib/shared/format'
import type { UsageBreakdown } from '../lib/usage/breakdown'
import type { SolvedReport } from '../lib/usage/solved/schema'
import type { WasteReport } from '../lib/usage/waste/schema'
import { bash, expect, pricedModel, test, works } from './agents-at-work'
import { expectAccessible } from './axe'

const answers = [bash('echo same'), bash('echo same'), bash('echo same'), bash('echo same'), bash('seq 1 4')]

test('the page says what the ledger says, under every filter, and gives it as a file', async ({
  page,
  model,
  assign,
  api,
  isMobile,
}) => {
  const words = `Be in the ledger on ${test.info().project.name}`
  model.play(words, works(answers, { finalText: 'Written.' }).respond)
  const task = await assign({ instructions: words, model: pricedModel })
  await task.reach('succeeded')

  await page.goto(`/usage?task=${task.taskId}&days=7`)
  const ledger = await api.get<UsageBreakdown>(`/usage?by=day&days=7&task=${task.taskId}`)
  expect(ledger.total.calls).toBe(6)
  const totals = page.getByLabel('Together', { exact: true })
  const tokens = ledger.total.inputTokens + ledger.total.outputTokens
  await expect(totals).toContainText(formatDollars((ledger.total.costMicros ?? 0) / 1e6))
  await expect(totals.getByTitle(formatWhole(tokens))).toHaveText(formatCount(tokens))
  const rate = (ledger.total.cacheReadTokens / ledger.total.inputTokens) * 100
  await expect(totals).toContainText(`${rate.toFixed(1)} %`)
  const kinds = page.getByRole('table', { name: 'Tokens and cost by kind' })
  await expect(kinds.getByRole('row', { name: /^Cache read/ })).toContainText(
    formatWhole(ledger.total.counters.cacheRead),
  )
  await expect(kinds.getByRole('row', { name: /^Output/ })).toContainText(
    formatDollars((ledger.costs?.outputText ?? 0) / 1e6),
  )
  const costs = Object.values(ledger.costs ?? {}).reduce((sum, cost) => sum + cost, 0)
  expect(costs).toBe(ledger.total.costMicros)
  const [today] = ledger.rows
  const chart = page.getByRole('figure')
  await expect(chart.locator('[data-day]')).toHaveCount(7)
  await chart.locator(`[data-day="${today?.key}"]`).hover()
  await expect(chart).toContainText(`${formatCount(tokens)} tokens, 6 calls`)
  await expectAccessible(page, 'usage by day')

  await page.getByRole('group', { name: 'Cut by' }).getByRole('button', { name: 'Model' }).click()
  await expect(page).toHaveURL(/by=model/)
  const row = page.getByRole('row', { name: new RegExp(pricedModel) })
  await expect(row).toContainText(formatWhole(ledger.total.inputTokens))
  await row.getByRole('button', { name: pricedModel }).click()
  await expect(page).toHaveURL(/model=anthropic/)
  await expect(page.getByRole('combobox', { name: 'Model' })).toHaveValue(pricedModel)
  await expect(page.getByRole('table').getByRole('link', { name: words })).toHaveAttribute(
    'href',
    `/tasks/${task.taskId}`,
  )
  // The address alone says it all: another visit shows the same.
  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Task' })).toHaveValue(task.taskId)
  await expect(page.getByRole('row', { name: /^Together/ })).toContainText(
    formatWhole(ledger.total.inputTokens),
  )
  await expectAccessible(page, 'usage by task')

  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'CSV' }).click()
  const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\r\n')
  expect(lines[0]).toContain('input_fresh,cache_read')
  expect(lines.at(-1)).toContain(`${ledger.total.costMicros},`)

  await page.getByRole('button', { name: 'Clear' }).click()
  await expect(page).not.toHaveURL(/task=|model=|days=/)
  if (!isMobile) await expect(chart.locator('[data-day]')).toHaveCount(30)
  await page.getByRole('region', { name: 'Budgets' }).getByRole('link').click()
  await expect(page).toHaveURL(/settings\/budgets/)
})

test('waste stands by dollars, and each row leads to its run and step', async ({
  page,
  model,
  assign,
  api,
}) => {
  const words = `Waste some on ${test.info().project.name}`
  model.play(words, works(answers, { finalText: 'Done at last.' }).respond)
  const task = await assign({ instructions: words, model: pricedModel })
  await task.reach('succeeded')
  const report = await api.get<WasteReport>(`/usage/waste?run=${task.runId}`)
  const loop = report.rows.find(row => row.kind === 'loop')
  expect(loop).toMatchObject({ step: 3 })
  const costs = report.rows.map(row => row.costMicros ?? -1)
  expect(costs).toEqual(costs.toSorted((a, b) => b - a))

  await page.goto(`/usage?run=${task.runId}`)
  await page.getByRole('group', { name: 'Cut by' }).getByRole('button', { name: 'Waste' }).click()
  await expect(page).toHaveURL(/view=waste/)
  const kinds = page.getByRole('list', { name: 'Waste by kind' })
  await expect(kinds.getByRole('listitem').filter({ hasText: 'Loop' })).toContainText(
    formatDollars((loop?.costMicros ?? 0) / 1e6),
  )
  const lines = page.getByRole('row').filter({ has: page.getByRole('link') })
  await expect(lines).toHaveCount(report.rows.length)
  await expect(lines.getByRole('link')).toHaveText(report.rows.map(row => row.words))
  await expectAccessible(page, 'waste')
  await page.getByRole('link', { name: loop?.words ?? '' }).click()
  await expect(page).toHaveURL(new RegExp(`/tasks/${task.taskId}.*step=3`))
})

test('R139: what a solved task cost stands by agent and by model, and is the ledger’s', async ({
  page,
  model,
  assign,
  api,
}) => {
  const words = `Solve one on ${test.info().project.name}`
  model.play(words, works([bash('true')], { finalText: 'Solved.' }).respond)
  const task = await assign({
    ...{ instructions: words, model: pricedModel },
    checks: [{ type: 'command', command: 'true' }],
  })
  await task.reach('succeeded')
  const thinker = await api.post<{ id: string }>('/agents', {
    ...{ name: `Thinker ${test.info().project.name}`, instructions: 'Think.', model: pricedModel },
    roles: { work: { effort: 'high' } },
  })
  const thought = await assign({ instructions: words, agent: thinker.id })
  await thought.reach('succeeded')
  const report = await api.get<SolvedReport>('/usage/solved?days=7')
  const row = report.models.find(({ key }) => key === pricedModel)
  expect(row?.checked).toBeGreaterThan(0)
  expect(row?.perSolvedMicros).toBe(Math.round((row?.costMicros ?? 0) / (row?.solved ?? 1)))

  await page.goto('/usage?days=7')
  await page.getByRole('group', { name: 'Cut by' }).getByRole('button', { name: 'Solved tasks' }).click()
  await expect(page).toHaveURL(/view=solved/)
  const models = page.getByRole('table', { name: 'Solved tasks by model', exact: true })
  await expect(models.getByRole('row', { name: new RegExp(`^${pricedModel}`) })).toContainText(
    formatDollars((row?.perSolvedMicros ?? 0) / 1e6),
  )
  const route = page
    .getByRole('table', { name: 'Solved tasks by models and effort' })
    .getByRole('row', { name: new RegExp(`^${pricedModel}, high effort`) })
  const dear = report.routes.find(({ key }) => key === `${pricedModel}, high effort`)
  await expect(route).toContainText(formatDollars((dear?.perSolvedMicros ?? Number.NaN) / 1e6))
  await expect(page.getByRole('table', { name: 'Solved tasks by agent' }).getByRole('row')).toHaveCount(
    report.agents.length + 1,
  )
  await expectAccessible(page, 'solved tasks')
})
