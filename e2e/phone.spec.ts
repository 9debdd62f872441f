// What only a narrow screen shows.
import { bash, expect, openTask, test, works } from './agents-at-work'

test('the tabs of a run are all within reach on a phone, and the usage keeps its figures in one line', async ({
  page,
  model,
  assign,
  isMobile,
}) => {
  test.skip(!isMobile, 'a wide screen has room for all')
  const words = 'Fit on a phone'
  model.play(words, works([bash('echo 1 > a.txt'), bash('echo 2 > b.txt')]).respond)
  const task = await assign({ instructions: words })
  await task.reach('succeeded')
  await page.setViewportSize({ width: 390, height: 844 })
  await openTask(page, task)
  const tabs = page.getByRole('tablist', { name: 'Run' })
  await expect(tabs.getByRole('tab')).toHaveCount(8)
  // The last ones are a swipe away: the bar moves, the page does not.
  await tabs.getByRole('tab', { name: 'Setup' }).click()
  await expect(tabs.getByRole('tab', { name: 'Setup' })).toBeInViewport({ ratio: 0.9 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)

  await tabs.getByRole('tab', { name: 'Usage' }).click()
  const row = page.getByRole('row').filter({ has: page.getByRole('button', { name: 'Step 1' }) })
  const cost = row.getByRole('cell', { name: 'price unknown' })
  await expect(cost).toBeVisible()
  const lines = await cost.evaluate(cell => {
    const range = document.createRange()
    range.selectNodeContents(cell)
    return new Set([...range.getClientRects()].map(box => box.top)).size
  })
  expect(lines).toBe(1)
})

test('a finished run opens at its end, whole, however its rows are measured', async ({
  page,
  model,
  assign,
}) => {
  const words = `End in sight on ${test.info().project.name}`
  const calls = Array.from({ length: 14 }, (_, index) => bash(`echo ${index} > ${index}.txt`))
  const finalText = `It is done.\n\n${'- A line that is long enough to need a second one on a narrow screen.\n'.repeat(4)}`
  model.play(words, works(calls, { finalText }).respond)
  const task = await assign({ instructions: words })
  await task.reach('succeeded')
  await page.setViewportSize({ width: 390, height: 700 })
  for (let visit = 0; visit < 3; visit += 1) {
    await openTask(page, task)
    const transcript = page.getByRole('region', { name: 'Transcript' })
    await expect(transcript.getByText('14 calls')).toBeInViewport({ ratio: 0.9 })
    await expect(transcript.getByTitle(/ tokens, /)).toBeInViewport({ ratio: 0.9 })
  }
})
