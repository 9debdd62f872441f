// What was read from the provider's cache, what fills the window, and what it costs: the page says what the API says.
import type { RunCache } from '../lib/runs/cache-schema'
import { compactionResult } from '../lib/runs/compaction-result'
import type { RunContextView } from '../lib/runs/context-schema'
import type { RunState } from '../lib/runs/run-state'
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

test('what fills the window is shown by piece, with what each has cost', async ({
  page,
  model,
  assign,
  api,
  isMobile,
}) => {
  const words = `Fill the window on ${test.info().project.name}`
  const read = { name: 'read', input: { path: 'notes.txt' } }
  const driven = works([read, bash('echo 1'), bash('echo 2'), bash('echo 3'), bash('echo 4')], {
    finalText: 'Read.',
  })
  model.play(words, driven.respond)
  const files = [
    { path: 'notes.txt', content: Array.from({ length: 400 }, (_, line) => `Line ${line}`).join('\n') },
  ]
  const task = await assign({ instructions: words, model: pricedModel, files })
  await task.reach('succeeded')
  const view = await api.get<RunContextView>(`/runs/${task.runId}/context`)
  const sum = (key: 'tokens' | 'micros') => view.pieces.reduce((all, piece) => all + (piece[key] ?? 0), 0)
  expect(sum('tokens')).toBe(driven.usages.at(-1)?.input)
  expect(sum('micros')).toBe(view.inputMicros)
  const [dearest] = view.pieces.filter(piece => piece.kind === 'files')
  expect(dearest).toMatchObject({ label: 'Read notes.txt', step: 1, sends: 5 })

  await openTask(page, task)
  await page.getByRole('tab', { name: 'Context' }).click()
  const panel = page.getByRole('tabpanel')
  await expect(panel).toContainText('Step 6 of 6')
  const cost = formatDollars((dearest?.micros ?? 0) / 1e6)
  await expect(panel.getByRole('row', { name: /Read notes\.txt/ })).toContainText(cost)
  if (!isMobile)
    await expect(panel.getByRole('region', { name: 'Pieces of the context by size' })).toBeVisible()
  await panel
    .getByRole('row', { name: /Read notes\.txt/ })
    .getByRole('button')
    .click()
  await expect(panel).toContainText('over 5 calls')
  await expectAccessible(page, 'context of a run')
  await panel.getByRole('slider', { name: 'Step' }).press('Home')
  await expect(panel).toContainText('Step 1 of 6')
  await expect(panel.getByRole('row', { name: /Read notes\.txt/ })).toContainText('–')
  await panel.getByRole('button', { name: 'Show step 1 in the transcript' }).click()
  await expect(page.getByRole('region', { name: 'Transcript' })).toBeVisible()
})

test('R147: what each shorter context was to bring, and what it brought, beside the pieces', async ({
  page,
  model,
  assign,
  api,
}) => {
  const words = `Read on and on at ${test.info().project.name}`
  const driven = works(
    Array.from({ length: 16 }, (_, step) => bash(`for i in $(seq 1 260); do echo "entry ${step} $i"; done`)),
    { finalText: 'Read to the end.' },
  )
  const tooLong = 'maximum context length'
  model.play(words, exchange => {
    const text = JSON.stringify(exchange.body)
    if (text.includes('You keep the thread'))
      return { reply: { text: 'Facts: the log is long.', usage: { input: 9_000, output: 40 } } }
    if (text.length > 60_000)
      return { raw: { status: 400, pieces: [JSON.stringify({ error: { message: tooLong } })] } }
    return driven.respond(exchange)
  })
  const task = await assign({ instructions: words, model: pricedModel })
  await task.reach('succeeded')
  const { state } = await api.get<{ state: RunState }>(`/runs/${task.runId}/state`)
  const results = state.compactions.map((_, index) => compactionResult(state, index))
  expect(results.length).toBeGreaterThan(0)
  expect(results.every(result => result?.settled && result.netMicros !== null)).toBe(true)

  await openTask(page, task)
  await page.getByRole('tab', { name: 'Context' }).click()
  const told = page.getByRole('region', { name: 'Told shorter' })
  const signed = (micros: number) =>
    `${micros < 0 ? '−' : micros > 0 ? '+' : ''}${formatDollars(Math.abs(micros) / 1e6)}`
  for (const [index, { step, forecast }] of state.compactions.entries()) {
    const row = told.getByRole('row').nth(index + 1)
    await expect(row).toContainText(`Step ${step}`)
    await expect(row.getByRole('cell').nth(2)).toHaveText(signed(forecast?.profitMicros ?? Number.NaN))
    await expect(row.getByRole('cell').nth(3)).toHaveText(signed(results[index]?.netMicros ?? Number.NaN))
  }
  await expectAccessible(page, 'profit and loss of shorter contexts')
  await told.getByRole('button', { name: /^Step/ }).first().click()
  await expect(page.getByRole('region', { name: 'Transcript' })).toBeVisible()
})
