// Budgets that stand over all work and the kill switch, as an owner sets them.

import { expect, test } from './agents-at-work'
import { expectAccessible } from './axe'

test('a budget is set, changed and removed; it holds a run, which a raise from the inbox lets go on', async ({
  page,
  assign,
}) => {
  await page.goto('/settings/budgets')
  await page.getByRole('button', { name: 'New budget' }).click()
  const dialog = page.getByRole('dialog', { name: 'New budget' })
  await dialog.getByLabel('For').selectOption('day')
  await dialog.getByLabel('Tokens').fill('10')
  await dialog.getByRole('button', { name: 'Set budget' }).click()
  const rows = page.getByRole('list', { name: 'Budgets', exact: true })
  await expect(rows).toContainText('Workspace budget of today')
  await expect(rows).toContainText('of 10 tokens spent')
  await expectAccessible(page, 'budgets')

  const task = await assign({ instructions: `Held by everybody’s budget on ${test.info().project.name}` })
  await task.reach('waiting')
  await page.goto(`/inbox?task=${task.taskId}`)
  await expect(page.getByRole('region', { name: /Held by everybody/ })).toContainText(
    'Workspace budget of today:',
  )
  await page.getByLabel('Tokens', { exact: true }).fill('5000000')
  await page.getByRole('button', { name: 'Set and go on' }).click()
  await task.reach('succeeded')

  await page.goto('/settings/budgets')
  await expect(rows).toContainText('of 5M tokens spent')
  const changes = page.getByRole('list', { name: 'Changes of budgets' })
  await expect(changes.getByRole('listitem').first()).toContainText('10 tokens → 5M tokens')
  await page.getByRole('button', { name: 'Remove: Workspace budget of today' }).click()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(changes.getByRole('listitem').first()).toContainText('removed')
})

test('the kill switch asks for a reason, shows on every page, and is taken back', async ({
  page,
  assign,
}) => {
  await page.goto('/settings/kill-switch')
  await page.getByRole('button', { name: 'Stop all model calls' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Stop all model calls' })).toBeDisabled()
  await dialog.getByLabel('Why').fill('Looking at the bill')
  await dialog.getByRole('button', { name: 'Stop all model calls' }).click()
  const banner = page.getByRole('alert').filter({ hasText: 'All model calls stand still' })
  await expect(banner).toContainText('Looking at the bill')
  await expectAccessible(page, 'kill switch')
  const task = await assign({ instructions: `Held by the switch on ${test.info().project.name}` })
  await task.reach('paused')
  await page.goto('/tasks')
  await expect(banner).toBeVisible()
  await page.goto('/settings/kill-switch')
  await page.getByRole('button', { name: 'Let work go on' }).click()
  await task.reach('succeeded')
  await expect(banner).toBeHidden()
  await expect(page.getByRole('list', { name: 'Pressed before' })).toContainText('taken back by')
})

test('an unknown price is said, and one that the owner sets holds from the next call on', async ({
  page,
  assign,
  api,
}) => {
  const words = `Priced by the owner on ${test.info().project.name}`
  await (await assign({ instructions: `First. ${words}` })).reach('succeeded')
  await page.goto('/settings/prices')
  const row = page
    .getByRole('list', { name: 'Prices of models' })
    .getByRole('listitem')
    .filter({ hasText: 'openai:test-model' })
  if (!(await row.getByText('set in this workspace').isVisible())) await expect(row).toContainText('Unknown')
  await expectAccessible(page, 'prices')
  await row.getByRole('button', { name: 'Set', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Set a price' })
  await dialog.getByLabel('Input').fill('100')
  await dialog.getByLabel('Output').fill('200')
  await dialog.getByRole('button', { name: 'Set price' }).click()
  await expect(row).toContainText('set in this workspace')
  await expect(row).toContainText('$100 in · $200 out')
  // 10 × $100 + 2 × $200 a million; another process may need a moment to hear of it.
  await expect
    .poll(async () => {
      const task = await assign({ instructions: `Again. ${words}` })
      await task.reach('succeeded')
      const run = await api.get<{ usage: { costUsd: number | null } }>(`/runs/${task.runId}`)
      return run.usage.costUsd
    })
    .toBe(0.0014)
})
