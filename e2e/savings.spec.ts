// Less for the same work: what a script called stands in its card, and a repeated result says that it was sent once.
import { bash, expect, openTask, test, works } from './agents-at-work'
import { expectAccessible } from './axe'

test('a card shows the calls of its script, and which result the agent was only referred to', async ({
  page,
  model,
  assign,
}) => {
  const words = `Look at three places on ${test.info().project.name}`
  const script = 'for place in 1 2 3; do web_fetch http://127.0.0.1:$place/ || true; done; echo looked'
  const numbers = 'seq 1 400'
  model.play(words, works([bash(script), bash(numbers), bash(`${numbers}; true`)]).respond)
  const task = await assign({ instructions: words })
  await task.reach('succeeded')
  await openTask(page, task)

  const transcript = page.getByRole('region', { name: 'Transcript' })
  const row = transcript.getByRole('button', { name: /Ran for place in/ })
  const group = transcript.getByRole('button', { name: /3 commands/ })
  if (await group.isVisible()) await group.click()
  await expect(row).toContainText('3 calls')
  await row.click()
  const calls = transcript.getByRole('region', { name: 'Calls of the script' })
  await expect(calls.getByRole('button')).toHaveCount(3)
  const second = calls.getByRole('button', { name: /Read 127\.0\.0\.1:2\// })
  await expect(second).toContainText('failed')
  await second.click()
  await expect(calls.getByText('not allowed', { exact: false }).first()).toBeVisible()
  await expectAccessible(page, 'calls of a script')
  await row.click()

  await transcript.getByRole('button', { name: /Ran seq 1 400; true/ }).click()
  await expect(transcript.getByText('Same as in step 2: the agent was sent a reference')).toBeVisible()
  expect(JSON.stringify(model.asked(words).at(-1)?.body)).toContain('Repeat the call to get it again.')
})
