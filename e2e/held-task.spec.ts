// Connecting a model in Settings: what is wrong is said exactly, and tasks that waited start by themselves.
import { startModelServer } from '../lib/engine/testing/model-server'
import { expect, test } from './owner'

const key = 'sk-right-0123456789abcdef'

test('a wrong key is named, the right one lists models, and the held task starts', async ({ page, api }) => {
  const server = await startModelServer(exchange => {
    if (exchange.headers.authorization !== `Bearer ${key}`)
      return { raw: { status: 401, pieces: ['{"error":{"message":"Incorrect API key provided"}}'] } }
    if (exchange.method === 'GET')
      return { raw: { pieces: ['{"object":"list","data":[{"id":"reef-large"},{"id":"reef-small"}]}'] } }
    return { reply: { text: 'I was waiting for this.', usage: { input: 30, output: 6 } } }
  })
  const words = `Wait for a model on ${test.info().project.name}`
  const { run } = await api.post<{ run: { id: string } }>('/tasks', { instructions: words })
  const read = () =>
    api.get<{ status: string; waitingFor: string | null; result: string | null }>(`/runs/${run.id}`)
  await expect.poll(async () => (await read()).waitingFor).toBe('model')

  await page.goto('/settings/models')
  await page.getByRole('button', { name: 'Connect', exact: true }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'OpenAI-compatible server' }).click()
  await dialog.getByLabel('Address').fill(`${server.url}/v1`)
  await dialog.getByText('Key and name').click()
  await dialog.getByLabel('API key').fill('sk-wrong-0123456789abcdef')
  await expect(
    dialog
      .getByText(/key/i)
      .filter({ hasText: /refused|not accepted|invalid|Incorrect/i })
      .first(),
  ).toBeVisible()
  await dialog.getByLabel('API key').fill(key)
  await expect(dialog.getByText('Valid, 2 models')).toBeVisible()
  await dialog.getByLabel('Name').fill(`lab-${test.info().project.name}`)
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
  await dialog.getByLabel('Default model').selectOption({ label: 'reef-large' })
  await dialog.getByRole('button', { name: 'Use as default' }).click()

  await expect.poll(async () => (await read()).status, { timeout: 20_000 }).toBe('succeeded')
  expect((await read()).result).toBe('I was waiting for this.')
  const row = page.getByRole('list', { name: 'Providers' }).getByRole('listitem').first()
  await expect(row).toContainText('key …cdef')
  expect(await page.content()).not.toContain(key)
  await page.goto(`/runs/${run.id}`)
  await expect(page.getByText('I was waiting for this.')).toBeVisible()
  await server.close()
})
