// What was read from the provider's cache, what was lost, and why: the page says what the API says.
import type { RunCache } from '../lib/runs/cache-schema'
import { formatDollars } from '../lib/shared/format'
import { bash, expect, openTask, pricedModel, test, works } from './agents-at-work'
import { expectAccessible } from './axe'

test('a cache that the provider dropped is a mark that explains itself', async ({
  page,
  model,
  assign,
  api,
}) => {
  const words = `Lose the cache on ${test.info().project.name}`
  const driven = works(
    Array.from({ length: 6 }, (_, index) => bash(`seq ${index}000 ${index}900`)),
    { finalText: 'Counted.' },
  )
  let calls = 0
  model.play(words, exchange => {
    const answer = driven.respond(exchange)
    calls += 1
    if (calls !== 5 || !('reply' in answer) || !answer.reply.usage) return answer
    return { ...answer, reply: { ...answer.reply, usage: { ...answer.reply.usage, cacheRead: 0 } } }
  })
  const task = await assign({ instructions: words, model: pricedModel })
  await task.reach('succeeded')
  const cache = await api.get<RunCache>(`/runs/${task.runId}/cache`)
  const busts = cache.calls.flatMap(call => call.bust ?? [])
  expect(busts).toMatchObject([{ cause: 'provider', title: 'The provider had dropped it' }])
  const [bust] = busts

  await openTask(page, task)
  await page.getByRole('tab', { name: 'Usage' }).click()
  const section = page.getByRole('region', { name: 'Prompt cache' })
  await expect(section).toContainText(`${((cache.read / cache.input) * 100).toFixed(1)} % read from cache`)
  const price = formatDollars((bust?.micros ?? 0) / 1e6)
  await expect(section).toContainText(price)
  await section.getByRole('button', { name: 'Step 5: The provider had dropped it' }).click()
  await expect(section).toContainText('The request began exactly like the last one.')
  await expect(page).toHaveURL(/step=5/)
  await expectAccessible(page, 'usage with a lost cache')
})
