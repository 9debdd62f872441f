// Agents: made, changed, and given work; a run keeps the agent as it was.
import { expect, statusOf, test } from './agents-at-work'

test('an agent is made, changed and used in a task', async ({ page, model }) => {
  const agent = `Diver ${test.info().project.name}`
  await page.goto('/agents')
  await expect(page.getByRole('row', { name: /Reef/ })).toContainText('default')
  await page.getByRole('link', { name: 'New agent' }).click()
  await page.getByLabel('Name').fill(agent)
  await page.getByLabel('Description').fill('Looks below the surface')
  await page.getByLabel('Instructions').fill('You dive. Say DEEP first.')
  await page.getByLabel('Read web pages').uncheck()
  await page.getByRole('button', { name: 'Create agent' }).click()
  await expect(page).toHaveURL(/\/agents\/(?!new)/)
  await expect(page.getByText('Agent created.')).toBeVisible()
  await page.getByLabel('Instructions').fill('You dive. Say DEEPER first.')
  await page.getByLabel('Steps').fill('7')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Agent saved.')).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('Instructions')).toHaveValue('You dive. Say DEEPER first.')

  const words = `Dive with ${agent}`
  model.play(words, exchange => ({
    reply: {
      text: JSON.stringify(exchange.body).includes('DEEPER') ? 'DEEPER. Done.' : 'I know no such words.',
      usage: { input: 40, output: 5 },
    },
  }))
  await page.goto('/tasks')
  await page.getByLabel('Agent', { exact: true }).first().selectOption(agent)
  await page.getByLabel('What should be done').fill(words)
  await page.getByRole('button', { name: 'Start task' }).click()
  await page.getByRole('link', { name: words, exact: true }).click()
  await expect(statusOf(page)).toContainText('Finished')
  await expect(page.getByText('DEEPER. Done.')).toBeVisible()
  const [first] = model.asked(words)
  const { tools } = (first?.body ?? { tools: [] }) as { tools: { function: { name: string } }[] }
  expect(tools.map(tool => tool.function.name)).not.toContain('web_fetch')
  await page.getByRole('tab', { name: 'Setup' }).click()
  await expect(page.getByRole('tabpanel')).toContainText('7 steps')
})

test('the default agent stays', async ({ page, api }) => {
  const { agents } = await api.get<{ agents: { id: string; isDefault: boolean }[] }>('/agents')
  await page.goto(`/agents/${agents.find(agent => agent.isDefault)?.id}`)
  await expect(page.getByRole('button', { name: 'Save' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Remove' })).toHaveCount(0)
})
