// Connecting a model in the page: a task that waits, a wrong key, the right one, and the task is done.
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { type Answer, type Exchange, startModelServer } from '../lib/engine/testing/model-server'
import { expect, test } from './owner'

const goodKey = 'sk-page-0123456789-7777'
const list = { data: [{ id: 'reef-small', context_length: 131_072 }, { id: 'reef-large' }] }

function respond({ path, headers }: Exchange): Answer {
  if (headers.authorization !== `Bearer ${goodKey}`) return { raw: { status: 401, pieces: ['{}'] } }
  if (path.endsWith('/models')) return { raw: { pieces: [JSON.stringify(list)] } }
  return { reply: { text: 'The answer is 42.', usage: { input: 10, output: 5 } } }
}

async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${colorScheme} ${id}: ${nodes[0]?.html}`)).toEqual([])
  }
}

test('a key is tried, connected and chosen, and the task that waited for it is done', async ({
  page,
  api,
}) => {
  test.slow()
  const server = await startModelServer(respond)
  const { task, run } = await api.post<{ task: { id: string }; run: { id: string } }>('/tasks', {
    instructions: `What is the answer? (${test.info().project.name})`,
  })
  const statusOf = async () => (await api.get<{ status: string }>(`/runs/${run.id}`)).status
  await expect.poll(statusOf).toBe('waiting')

  await page.goto('/settings/models')
  await expect(page.getByRole('heading', { name: 'Connect a model' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'OpenAI', exact: true }).click()
  await dialog.getByText('Another address or name').click()
  await dialog.getByLabel('Address').fill(server.url)
  await dialog.getByLabel('API key').fill('sk-wrong-0123456789')
  await expect(dialog.getByText('refused the API key (401)')).toBeVisible()
  await expectAccessible(page)
  await dialog.getByLabel('API key').fill(goodKey)
  await expect(dialog.getByText('Valid, 2 models')).toBeVisible()
  await dialog.getByRole('button', { name: 'Connect' }).click()
  await expect(dialog.getByRole('heading', { name: 'openai is connected' })).toBeVisible()
  await dialog.getByLabel('Default model').selectOption('openai:reef-small')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Use as default' }).click()

  await expect(page.getByLabel('Default model', { exact: true }).last()).toHaveValue('openai:reef-small')
  await expect(page.getByText('Working, 2 models')).toBeVisible()
  await expect(page.getByText('key …7777')).toBeVisible()
  expect(await page.content()).not.toContain(goodKey)
  await expectAccessible(page)
  await expect.poll(statusOf).toBe('succeeded')
  await page.goto(`/tasks/${task.id}`)
  await expect(page.getByText('The answer is 42.').first()).toBeVisible()

  await page.goto('/settings/models')
  await page.getByRole('button', { name: 'Actions for openai' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByRole('heading', { name: 'Connect a model' })).toBeVisible()
  await server.close()
})
