// A workspace with a limit on runs at work: who changes it, who waits, and where each one stands in line.
import { expect, openTask, statusOf, test } from './agents-at-work'
import { joinAs } from './owner'

// Its Reef serves other stories too.
test.afterEach(async ({ page, reef }) => {
  const headers = { origin: reef.address }
  await page.request.patch('/api/v1/workspace', { headers, data: { concurrency: 200 } })
})

test('the owner sets how many runs work at once; the others say where they stand in line', async ({
  page,
  browser,
  reef,
  api,
  model,
  assign,
}) => {
  const name = test.info().project.name
  const words = {
    first: `Take the place on ${name}`,
    second: `Come second on ${name}`,
    third: `Come third on ${name}`,
  }
  const gate = Promise.withResolvers<void>()
  model.play(words.first, async () => {
    await gate.promise
    return { reply: { text: 'Done.', usage: { input: 10, output: 2 } } }
  })

  await page.goto('/settings')
  const limit = page.getByLabel('Runs at work at once')
  await expect(limit).toHaveValue('200')
  await limit.fill('none')
  await limit.press('Enter')
  await expect(page.getByText('Write a whole number.')).toBeVisible()
  await limit.fill('1')
  await limit.press('Enter')
  await expect(page.getByText('Limit saved')).toBeVisible()
  await page.reload()
  await expect(limit).toHaveValue('1')

  const first = await assign({ instructions: words.first })
  await first.reach('running')
  const second = await assign({ instructions: words.second })
  const third = await assign({ instructions: words.third })
  await openTask(page, third)
  await expect(statusOf(page)).toContainText('Queued, 2nd in line')
  await page.goto('/tasks')
  await expect(page.getByRole('article', { name: words.second })).toContainText('Queued, next in line')

  const viewer = await joinAs('viewer', `line-${name}@example.com`, { browser, reef, api })
  await viewer.goto('/settings')
  await expect(viewer.getByLabel('Runs at work at once')).toBeDisabled()
  await expect(viewer.getByText(/^Further runs .*Owners and admins can change it\.$/)).toBeVisible()

  gate.resolve()
  for (const task of [first, second, third]) await task.reach('succeeded')
  await page.goto('/settings')
  await limit.fill('200')
  await limit.press('Enter')
  await expect(page.getByText('Limit saved')).toBeVisible()
})
