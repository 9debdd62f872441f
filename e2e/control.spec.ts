// People at the controls: what waits to be said, forks, going on, and two people at one run.
import type { Exchange } from '../lib/engine/testing/model-server'
import type { RunDetail } from '../lib/runs/schema'
import { bash, door, expect, openTask, statusOf, test, works } from './agents-at-work'
import { expectAccessible } from './axe'
import { openColleague } from './colleague'

// A refused command is named in the console by Chromium.
test.use({ allowed: [/status of 409/] })

const name = () => test.info().project.name
const bodyOf = (exchange: Exchange) => JSON.stringify(exchange.body)

test('what waits to be said is edited, reordered, withdrawn and steered', async ({ page, model, assign }) => {
  const words = `Hear me out on ${name()}`
  const answer = door()
  const pace = { hold: { afterPieces: 1, until: answer.until } }
  model.play(words, works([bash('echo one')], { pace }).respond)
  const task = await assign({ instructions: words })
  await openTask(page, task)
  await expect(statusOf(page)).toContainText('Working')
  const field = page.getByLabel('Message to the agent')
  const queue = page.getByRole('list', { name: 'Queued messages' })
  const say = async (text: string, later: boolean) => {
    await field.fill(text)
    if (later) await page.getByRole('button', { name: 'Queue for later' }).click()
    else await field.press('Enter')
    await expect(queue).toContainText(text)
  }
  await say('Count the crabs', false)
  await say('Then write a poem', true)
  await say('Sing it', true)
  const row = (text: string) => queue.getByRole('listitem').filter({ hasText: text })
  await expect(row('Count the crabs')).toContainText('Enters at the next step')
  await expect(row('Then write a poem')).toContainText('For later')
  await expectAccessible(page, 'waiting messages')

  await row('Count the crabs').getByRole('button', { name: 'Edit the message' }).click()
  await queue.getByRole('textbox', { name: 'The message' }).fill('Count the lobsters')
  await queue.getByRole('textbox', { name: 'The message' }).press('Enter')
  await expect(row('Count the lobsters')).toBeVisible()

  await row('Sing it')
    .getByRole('button', { name: /^Move: Sing it/ })
    .focus()
  await page.keyboard.press('ArrowUp')
  await expect(queue.getByRole('listitem').nth(1)).toContainText('Sing it')

  await row('Sing it').getByRole('button', { name: 'Withdraw the message' }).click()
  await expect(row('Sing it')).toHaveCount(0)
  await row('Then write a poem').getByRole('button', { name: 'Steer now' }).click()
  await expect(row('Then write a poem')).toContainText('Enters at the next step')

  answer.open()
  await expect(statusOf(page)).toContainText('Finished')
  const heard = bodyOf(model.asked(words).at(-1) ?? fail())
  expect(heard).toContain('Count the lobsters')
  expect(heard.indexOf('Count the lobsters')).toBeLessThan(heard.indexOf('Then write a poem'))
  expect(heard).not.toContain('Count the crabs')
  expect(heard).not.toContain('Sing it')
})

test('a run is forked from a step, with the files of that step, and both know of each other', async ({
  page,
  model,
  assign,
  api,
  isMobile,
}) => {
  const words = `Write the files of ${name()}`
  const first = works([bash('echo a > a.txt'), bash('echo b > b.txt'), bash('echo c > c.txt')])
  const other = works([bash('echo a > a.txt'), bash('echo b > b.txt'), bash('echo d > d.txt')], {
    finalText: 'With d instead.',
  })
  model.play(words, exchange =>
    (bodyOf(exchange).includes('Take d instead') ? other : first).respond(exchange),
  )
  const task = await assign({ instructions: words })
  await task.reach('succeeded')
  await openTask(page, task)
  const transcript = page.getByRole('region', { name: 'Transcript' })
  await page.goto(`/tasks/${task.taskId}?step=2`)
  await expect(transcript).toBeVisible()
  const bar = page.getByRole('toolbar', { name: 'Step 2' })
  await bar.getByRole('button', { name: 'Fork from here' }).click()
  const dialog = page.getByRole('dialog', { name: 'Fork after step 2' })
  await expect(dialog).toContainText('steps 1 to 2 and the files as they were then')
  await dialog.getByLabel('Say something to the agent').fill('Take d instead')
  await expectAccessible(page, 'fork dialog')
  await dialog.getByRole('button', { name: 'Start the attempt' }).click()

  await expect(page).not.toHaveURL(new RegExp(`run=${task.runId}`))
  await expect(transcript.getByText('With d instead.')).toBeVisible()
  await expect(statusOf(page)).toContainText('Finished')
  await expect(transcript.getByText('Everything above was taken over')).toBeAttached()
  const { runs } = await api.get<{ runs: RunDetail[] }>(`/tasks/${task.taskId}`)
  const fork = await api.get<RunDetail>(`/runs/${runs[0]?.id}`)
  expect(fork.files.map(({ path }) => path)).toEqual(['a.txt', 'b.txt', 'd.txt'])
  expect(fork.forkedFrom).toEqual({ runId: task.runId, step: 2 })
  await expectAccessible(page, 'fork')

  await page.getByRole('button', { name: 'Forked from attempt 1 after step 2' }).click()
  await expect(page).toHaveURL(new RegExp(`run=${task.runId}`))
  await page.getByRole('button', { name: 'Attempt 2 goes on after step 2' }).click()
  await expect(page).toHaveURL(new RegExp(`run=${fork.id}`))
  if (!isMobile) await expect(page.getByLabel('Attempt')).toHaveValue(fork.id)
})

test('a run goes on from its end: after a limit by a button, after an answer by a word', async ({
  page,
  model,
  assign,
  api,
}) => {
  const words = `Come to an end on ${name()}`
  const driven = works([bash('echo one'), bash('echo two'), bash('echo three')], { finalText: 'At last.' })
  model.play(words, exchange =>
    bodyOf(exchange).includes('And a title')
      ? { reply: { text: 'Titled.', usage: { input: 9, output: 3 } } }
      : driven.respond(exchange),
  )
  const agent = await api.post<{ id: string }>('/agents', {
    name: `Short breath of ${name()}`,
    instructions: 'Work.',
    tools: ['bash'],
    limits: { steps: 2 },
  })
  const { task: made, run } = await api.post<{ task: { id: string }; run: { id: string } }>('/tasks', {
    instructions: words,
    agent: agent.id,
  })
  await page.goto(`/tasks/${made.id}`)
  const transcript = page.getByRole('region', { name: 'Transcript' })
  await expect(statusOf(page)).toContainText('Failed')
  await transcript.getByRole('button', { name: 'Go on' }).click()
  const dialog = page.getByRole('dialog', { name: 'Go on from the end' })
  await expect(dialog.getByLabel('Steps at most')).toHaveValue('2')
  await dialog.getByRole('button', { name: 'Start the attempt' }).click()
  await expect(transcript.getByText('At last.')).toBeVisible()
  await expect(statusOf(page)).toContainText('Finished')
  await page.getByLabel('What comes next').fill('And a title')
  await page.getByRole('button', { name: 'Send and go on' }).click()
  await expect(transcript.getByText('Titled.')).toBeVisible()
  const { runs } = await api.get<{ runs: RunDetail[] }>(`/tasks/${made.id}`)
  expect(runs.map(({ attempt, status }) => [attempt, status])).toEqual([
    [3, 'succeeded'],
    [2, 'succeeded'],
    [1, 'failed'],
  ])
  expect(runs[1]?.forkedFrom?.runId).toBe(run.id)
  await assign({ instructions: `Nothing else on ${name()}` })
})

test('a step of a live run is done again: the attempt is stopped first, and says so', async ({
  page,
  model,
  assign,
}) => {
  const words = `Be slow on ${name()}`
  const slow = works([bash('echo one'), bash('sleep 60')])
  model.play(words, exchange =>
    bodyOf(exchange).includes('Faster')
      ? { reply: { text: 'Quick now.', usage: { input: 9, output: 3 } } }
      : slow.respond(exchange),
  )
  const task = await assign({ instructions: words })
  await openTask(page, task)
  await expect(statusOf(page)).toContainText('step 2')
  await page.goto(`/tasks/${task.taskId}?step=2`)
  await page.getByRole('toolbar', { name: 'Step 2' }).getByRole('button', { name: 'Do it again' }).click()
  const dialog = page.getByRole('dialog', { name: 'Do step 2 again' })
  await expect(dialog).toContainText('It is stopped first')
  await dialog.getByLabel('Say something to the agent').fill('Faster')
  await dialog.getByRole('button', { name: 'Stop and start the attempt' }).click()
  await expect(page.getByText('Quick now.')).toBeVisible()
  await task.reach('stopped')
})

test('model and budget are changed while the run is at work', async ({ page, model, assign, api }) => {
  const words = `Change me on ${name()}`
  const answer = door()
  const pace = { hold: { afterPieces: 1, until: answer.until } }
  model.play(words, works([bash('echo one')], { pace }).respond)
  const task = await assign({ instructions: words })
  await openTask(page, task)
  await page.getByRole('button', { name: 'Change model or budget' }).click()
  const dialog = page.getByRole('dialog', { name: 'Model and budget' })
  await dialog.getByLabel('Model', { exact: true }).selectOption('openai:claude-sonnet-4-5')
  await dialog.getByLabel('Budget in tokens').fill('50000')
  await dialog.getByRole('button', { name: 'Change' }).click()
  await expect(dialog).toBeHidden()
  answer.open()
  const run = await task.reach('succeeded')
  expect(run.model).toBe('openai:claude-sonnet-4-5')
  const { events } = await api.get<{ events: { type: string; data: { budget?: object } }[] }>(
    `/runs/${task.runId}/events`,
  )
  expect(events.find(event => event.type === 'budget-changed')?.data.budget).toEqual({ tokens: 50_000 })
})

test('two people at one run see each other; of two answers one counts, and the other is told so', async ({
  page,
  browser,
  reef,
  api,
  model,
  assign,
}) => {
  const words = `Ask us both on ${name()}`
  const answer = door()
  const driven = works([{ name: 'ask', input: { question: 'Which reef?', choices: ['North', 'South'] } }])
  model.play(words, exchange => ({
    ...driven.respond(exchange),
    ...(bodyOf(exchange).includes('"tool"')
      ? { pace: { hold: { afterPieces: 1, until: answer.until } } }
      : {}),
  }))
  const task = await assign({ instructions: words })
  await task.reach('waiting')
  await openTask(page, task)
  const grace = await openColleague(browser, api, reef.address, 'Grace Hopper')
  await openTask(grace, task)
  await expect(page.getByRole('img', { name: 'Also here: Grace Hopper' })).toBeVisible()
  await expect(grace.getByRole('img', { name: 'Also here: Ada Lovelace' })).toBeVisible()

  // What Grace sees is a moment old when her answer arrives: Ada's came first.
  await expect(grace.getByRole('button', { name: 'South' })).toBeVisible()
  await grace.route('**/api/v1/runs/*/commands', async route => {
    await page.getByRole('button', { name: 'North' }).click()
    await expect(statusOf(page)).toContainText('Working')
    await route.continue()
  })
  const refusal = grace.waitForResponse(/commands/)
  await grace.getByRole('button', { name: 'South' }).click()
  const refused = await refusal
  expect(refused.status()).toBe(409)
  expect(await refused.json()).toMatchObject({
    error: { message: 'Somebody has answered this question already.', details: { refusal: 'no-question' } },
  })
  answer.open()
  const heard = bodyOf(model.asked(words).at(-1) ?? fail())
  expect(heard).toContain('North')
  await expect(grace.getByText('Done.').first()).toBeVisible()

  await grace.goto('/tasks')
  await expect(page.getByRole('img', { name: /Also here/ })).toHaveCount(0)
  await grace.context().close()
})

function fail(): never {
  throw new Error('the model was not asked')
}
