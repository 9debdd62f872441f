// A person's hand on a run: message, stop, run again, question, pause.
import type { Exchange } from '../lib/engine/testing/model-server'
import type { RunEvent } from '../lib/runs/events'
import { bash, door, expect, openTask, statusOf, test, works } from './agents-at-work'

const name = () => test.info().project.name
const bodyOf = (exchange: Exchange) => JSON.stringify(exchange.body)

test('a message is queued while it works and enters at the next step', async ({ page, model, assign }) => {
  const words = `Count the fish on ${name()}`
  const answer = door()
  const driven = works([bash('echo one'), bash('echo two')], {
    pace: { hold: { afterPieces: 1, until: answer.until } },
  })
  model.play(words, exchange =>
    bodyOf(exchange).includes('and the crabs')
      ? { reply: { text: 'I counted the crabs too.', usage: { input: 50, output: 9 } } }
      : driven.respond(exchange),
  )
  const task = await assign({ instructions: words })
  await openTask(page, task)
  await expect(statusOf(page)).toContainText('Working')
  await page.getByLabel('Message to the agent').fill('Please count fish and the crabs')
  await page.getByLabel('Message to the agent').press('Enter')
  const queued = page.getByRole('list', { name: 'Queued messages' })
  await expect(queued).toContainText('Please count fish and the crabs')
  await expect(queued).toContainText('Enters at the next step')
  answer.open()
  const transcript = page.getByRole('region', { name: 'Transcript' })
  await expect(transcript.getByRole('article', { name: 'Message' })).toContainText(
    'Please count fish and the crabs',
  )
  await expect(queued).toBeHidden()
  await expect(transcript.getByText('I counted the crabs too.')).toBeVisible()
  await expect(statusOf(page)).toContainText('Finished')
})

test('a stop takes less than two seconds, keeps what was done, and the task can run again', async ({
  page,
  model,
  assign,
  api,
}) => {
  const words = `Work for ever on ${name()}`
  let runs = 0
  const endless = works([bash('echo kept > kept.txt'), bash('echo begun; sleep 90')])
  model.play(words, exchange =>
    runs === 0
      ? endless.respond(exchange)
      : { reply: { text: 'This time it was short.', usage: { input: 20, output: 6 } } },
  )
  const task = await assign({ instructions: words })
  await openTask(page, task)
  const transcript = page.getByRole('region', { name: 'Transcript' })
  await expect(transcript.getByText('begun', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop run' }).click()
  await expect(statusOf(page)).toContainText('Stopped')
  await expect(transcript.getByText('Stopped by a person.')).toBeVisible()
  const stopped = await task.reach('stopped')
  const { events } = await api.get<{ events: RunEvent[] }>(`/runs/${task.runId}/events`)
  const at = (type: RunEvent['type']) => Date.parse(events.find(event => event.type === type)?.at ?? '')
  expect(at('run-ended') - at('stop-requested')).toBeLessThan(2000)
  expect(stopped.files.map(file => file.path)).toEqual(['kept.txt'])

  runs = 1
  await page.getByRole('button', { name: 'Run again' }).first().click()
  await expect(transcript.getByText('This time it was short.')).toBeVisible()
  await expect(statusOf(page)).toContainText('Finished')
  await page.getByLabel('Attempt').selectOption({ label: 'Attempt 1: stopped' })
  await expect(page).toHaveURL(new RegExp(`run=${task.runId}`))
  await expect(statusOf(page)).toContainText('Stopped')
  await page.getByRole('tab', { name: /Files/ }).click()
  await expect(page.getByRole('button', { name: 'kept.txt' }).first()).toBeVisible()
})

const asksFor = (question: string) =>
  works([{ name: 'ask', input: { question, choices: ['The northern reef', 'The southern reef'] } }])

test('a question is answered on the task page', async ({ page, model, assign }) => {
  const words = `Ask on the page of ${name()}`
  const driven = asksFor('Which reef do you mean?')
  model.play(words, exchange =>
    bodyOf(exchange).includes('Neither, the lagoon')
      ? { reply: { text: 'Then I take the lagoon.', usage: { input: 60, output: 7 } } }
      : driven.respond(exchange),
  )
  const task = await assign({ instructions: words })
  await openTask(page, task)
  const card = page.getByRole('form', { name: 'Question from the agent' })
  await expect(card).toContainText('Which reef do you mean?')
  await expect(statusOf(page)).toContainText('Waiting for your answer')
  await card.getByLabel('Your answer').fill('Neither, the lagoon')
  await card.getByRole('button', { name: 'Answer' }).click()
  await expect(page.getByText('Then I take the lagoon.')).toBeVisible()
  await expect(statusOf(page)).toContainText('Finished')
})

test('a question is answered from the inbox', async ({ page, model, assign }) => {
  const words = `Ask in the inbox of ${name()}`
  const driven = asksFor('Which of the two reefs?')
  model.play(words, driven.respond)
  const task = await assign({ instructions: words })
  await task.reach('waiting')
  await page.goto('/inbox')
  const row = page
    .getByRole('list', { name: 'Waiting for you' })
    .getByRole('button', { name: new RegExp(words) })
  await expect(row).toContainText('Question')
  await row.click()
  const ask = page.getByRole('region', { name: words })
  await ask.getByRole('button', { name: 'The southern reef' }).click()
  const run = await task.reach('succeeded')
  expect(run.result).toBe('Done.')
  expect(bodyOf(model.asked(words).at(-1) ?? fail())).toContain('The southern reef')
  await expect(row).toContainText('Review')
})

test('a run is paused and goes on where it was', async ({ page, model, assign }) => {
  const words = `Take a break on ${name()}`
  const answer = door()
  const pace = { hold: { afterPieces: 1, until: answer.until } }
  model.play(words, works([bash('echo a'), bash('echo b'), bash('echo c')], { pace }).respond)
  const task = await assign({ instructions: words })
  await openTask(page, task)
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(statusOf(page)).toContainText('Paused')
  answer.open()
  const paused = await task.reach('paused')
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(statusOf(page)).toContainText('Finished')
  const done = await task.reach('succeeded')
  expect(done.steps).toBe(4)
  expect(paused.steps).toBe(1)
})

test('a run that has ended takes no message, and says so', async ({
  api,
  assign,
  request,
  reef,
  session,
}) => {
  const task = await assign({ instructions: `End at once on ${name()}` })
  await task.reach('succeeded')
  const cookie = session.cookies.map(({ name: key, value }) => `${key}=${value}`).join('; ')
  const answer = await request.post(`/api/v1/runs/${task.runId}/commands`, {
    headers: { origin: reef.address, cookie },
    data: { type: 'message', text: 'One more thing' },
  })
  expect(answer.status()).toBe(409)
  expect(await answer.json()).toMatchObject({
    error: { code: 'refused', details: { refusal: 'run-ended' } },
  })
  const { events } = await api.get<{ events: { type: string }[] }>(`/runs/${task.runId}/events`)
  expect(events.at(-1)?.type).toBe('run-ended')
})

function fail(): never {
  throw new Error('the model was not asked')
}
