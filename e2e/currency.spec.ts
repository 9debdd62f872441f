// Amounts in the workspace's currency: everywhere in the page at the owner's rate, while the API stays in dollars.
import { moneyIn } from '../lib/shared/currency'
import type { UsageBreakdown } from '../lib/usage/breakdown'
import type { Workspace } from '../lib/workspaces/schema'
import { bash, expect, pricedModel, test, works } from './agents-at-work'
import { expectAccessible } from './axe'

const yuan = moneyIn({ code: 'CNY', perDollar: 7.1 })

test.afterEach(({ api }) => api.patch('/workspace', { currency: { code: 'USD', perDollar: 1 } }))

test('R138: every amount of the page is shown at the rate that was set', async ({
  page,
  model,
  assign,
  api,
}) => {
  const words = `Count in yuan on ${test.info().project.name}`
  model.play(words, works([bash('seq 400')], { finalText: 'Counted.' }).respond)
  const task = await assign({ instructions: words, model: pricedModel, budget: { usd: 2 } })
  await task.reach('succeeded')
  const { total, costs } = await api.get<UsageBreakdown>(`/usage?run=${task.runId}`)

  await page.goto('/settings')
  await page.getByRole('combobox', { name: 'Currency' }).selectOption('CNY')
  await page.getByLabel('For one US dollar').fill('seven')
  await page.getByLabel('For one US dollar').press('Enter')
  await expect(page.getByText('Write a number, such as 7.1.')).toBeVisible()
  await page.getByLabel('For one US dollar').fill('7.1')
  await expect(page.getByText('$10.00 is shown as CN¥71.00.')).toBeVisible()
  await page.getByLabel('For one US dollar').press('Enter')
  await expect(page.getByText('Chosen by Ada')).toBeVisible()
  await expectAccessible(page, 'currency')
  const { workspace } = await api.get<{ workspace: Workspace }>('/workspace')
  expect(workspace.currency).toEqual({ code: 'CNY', perDollar: 7.1 })

  const dollars = (total.costMicros ?? 0) / 1e6
  await page.goto(`/usage?task=${task.taskId}`)
  await expect(page.getByLabel('Together', { exact: true })).toContainText(yuan(dollars))
  await expect(page.getByRole('row', { name: /^Output/ })).toContainText(yuan((costs?.outputText ?? 0) / 1e6))
  await expect(page.getByRole('main')).not.toContainText(/\$\d/)

  // What stays in dollars says so.
  await expect(page.getByRole('link', { name: 'CSV in US$' })).toBeVisible()
  await page.goto('/settings/prices')
  await expect(page.getByRole('region', { name: 'Prices' })).toContainText(
    'Prices stay in US dollars: $1 is shown as CN¥7.10.',
  )
  await page.goto('/settings/budgets')
  await page
    .getByRole('button', { name: /budget/ })
    .first()
    .click()
  const dialog = page.getByRole('dialog', { name: 'New budget' })
  await dialog.getByLabel('Dollars').fill('20')
  await expect(dialog).toContainText('US dollars, shown as CN¥142.00.')
  await expectAccessible(page, 'a budget in another currency')

  await page.goto(`/tasks/${task.taskId}?tab=usage`)
  await expect(page.getByRole('row', { name: /^Together/ })).toContainText(yuan(dollars))
  await page.getByRole('button', { name: /^What if/ }).click()
  await expect(page.getByRole('row', { name: /^As it was/ })).toContainText(yuan(dollars))
  // The transcript keeps what was written: dollars, as the agent was told.
  await expect(page.getByRole('tabpanel')).not.toContainText(/\$\d/)
  // What programs are told does not change.
  const again = await api.get<UsageBreakdown>(`/usage?run=${task.runId}`)
  expect(again.total).toEqual(total)

  await page.goto('/settings')
  await page.getByRole('combobox', { name: 'Currency' }).selectOption('USD')
  await page.getByLabel('For one US dollar').press('Enter')
  await expect(page.getByText('Currency saved')).toBeVisible()
  await page.goto(`/usage?task=${task.taskId}`)
  await expect(page.getByLabel('Together', { exact: true })).toContainText(
    moneyIn({ code: 'USD', perDollar: 1 })(dollars),
  )
})
