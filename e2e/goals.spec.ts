// Work that is checked, limited and told shorter: what a person writes, sees and answers.
import type { Page } from '@playwright/test'
import type { Answer, Exchange } from '../lib/engine/testing/model-server'
import { expect, openTask, statusOf, test, works } from './agents-at-work'
import { expectAccessible } from './axe'

// A browser that axe looks at in two themes needs its time.
test.slow()

const name = () => test.info().project.name
const usage = { input: 60, output: 12 }
const say = (text: string): Answer => ({ reply: { text, usage } })
const textOf = ({ body }: Exchange): string => JSON.stringify(body)
const results = ({ body }: Exchange): number =>
  (body as { messages: { role: string }[] }).messages.filter(message => message.role === 'tool').length
const command = (text: string): Answer => ({
  reply: { toolCalls: [{ name: 'bash', input: { command: text } }], usage },
})
const transcript = (page: Page) => page.getByRole('region', { name: 'Transcript' })

test('an answer that fails its checks goes back, and is done once they hold', async ({ page, model }) => {
  const words = `List the reefs on ${name()}`
  model.play(words, exchange => {
    if (results(exchange) > 0) return say('The list is there now.')
    return textOf(exchange).includes('checked from outside')
      ? command('echo acropora > reefs.txt')
      : say('All done.')
  })
  await page.goto('/tasks')
  await page.getByLabel('What should be done').fill(words)
  await page.getByRole('button', { name: 'Checks: no checks' }).click()
  const dialog = page.getByRole('dialog', { name: 'Checks' })
  await dialog.getByLabel('Command of check 1').fill('grep -q acropora reefs.txt')
  await dialog.getByRole('button', { name: 'Add a check' }).click()
  await dialog.getByLabel('Kind of check 2').selectOption('A file is there')
  await dialog.getByLabel('Path of check 2').fill('reefs.txt')
  await expectAccessible(page, 'checks dialog')
  await page.emulateMedia({ colorScheme: 'light' })
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('button', { name: 'Checks: 2 checks' })).toBeVisible()
  await page.getByRole('button', { name: 'Start task' }).click()
  await page.getByRole('link', { name: words, exact: true }).click()
  await expect(statusOf(page)).toContainText('Finished')
  await expect(transcript(page).getByText('Checked: all 2 checks passed')).toBeVisible()
  const failed = transcript(page).getByRole('region', { name: 'Checks', exact: true })
  await expect(failed).toContainText('Not done: 0 of 2 checks passed')
  await expect(failed).toContainText('There is no file reefs.txt.')
  const notices = transcript(page).getByRole('note', { name: 'Notice from Reef' })
  await expect(notices.filter({ hasText: 'The checks failed' })).toHaveCount(1)
  await expectAccessible(page, 'checks in the transcript')
  await page.getByRole('tab', { name: 'Setup' }).click()
  await expect(page.getByRole('tabpanel')).toContainText('grep -q acropora reefs.txt')
  await expect(page.getByRole('tabpanel').getByText('passed')).toHaveCount(2)
})

test('a run that reaches a limit sums up honestly; a higher limit lets a run go on', async ({
  page,
  model,
  assign,
}) => {
  const words = `Count every fish on ${name()}`
  model.play(words, exchange =>
    textOf(exchange).includes('This is your last answer')
      ? say('Done: the north. Not done: the south.')
      : command(`echo ${results(exchange)} > fish-${results(exchange)}.txt`),
  )
  const task = await assign({ instructions: words, limits: { steps: 2 } })
  await openTask(page, task)
  await expect(statusOf(page)).toContainText('Failed')
  await expect(transcript(page).getByText('Done: the north. Not done: the south.')).toBeVisible()
  await expect(
    transcript(page).getByText('The run reached its limit of 2 steps.', { exact: true }),
  ).toBeVisible()
  await expect(transcript(page).getByText('A limit was reached')).toBeVisible()
})

test('limits are changed while the run works', async ({ page, model, assign }) => {
  const words = `Wait for the tide on ${name()}`
  model.play(words, works([{ name: 'ask', input: { question: 'Is it high?', choices: ['Yes'] } }]).respond)
  const task = await assign({ instructions: words })
  await openTask(page, task)
  await page.getByRole('tab', { name: 'Setup' }).click()
  await page.getByRole('tabpanel').getByRole('button', { name: 'Change', exact: true }).click()
  const form = page.getByRole('form', { name: 'Limits of this run' })
  await form.getByLabel('Steps').fill('77')
  await form.getByLabel('Minutes').fill('90')
  await expectAccessible(page, 'limits')
  await form.getByRole('button', { name: 'Set limits' }).click()
  await expect(page.getByRole('tabpanel')).toContainText('77 steps')
  await expect(page.getByRole('tabpanel')).toContainText('1 h 30 min')
})

test('an agent in a circle asks a person, and follows the answer', async ({ page, model, assign }) => {
  const words = `Open the hatch on ${name()}`
  model.play(words, exchange =>
    textOf(exchange).includes('Use the side hatch') ? say('Through the side hatch.') : command('ls hatch'),
  )
  const task = await assign({ instructions: words })
  await task.reach('waiting')
  await openTask(page, task)
  const card = page.getByLabel('Question from the agent')
  await expect(card).toContainText('The agent goes in circles')
  await expect(card.getByRole('button', { name: 'Finish with what there is' })).toBeVisible()
  await expectAccessible(page, 'question of a run that is stuck')
  await card.getByLabel('Your answer').fill('Use the side hatch.')
  await card.getByRole('button', { name: 'Answer', exact: true }).click()
  await expect(transcript(page).getByText('Through the side hatch.')).toBeVisible()
  await expect(statusOf(page)).toContainText('Finished')
})

test('a context that became too long shows what was left out, and all of it stays readable', async ({
  page,
  model,
  assign,
}) => {
  const words = `Read the long log on ${name()}`
  const tooLong: Answer = {
    raw: {
      status: 400,
      pieces: ['{"error":{"message":"maximum context length","code":"context_length_exceeded"}}'],
    },
  }
  let step = 0
  model.play(words, exchange => {
    if (textOf(exchange).length > 60_000) return tooLong
    if (textOf(exchange).includes('You keep the thread')) return say('Facts: the log is long.')
    step += 1
    return step > 9
      ? say('Read to the end.')
      : command(`for i in $(seq 1 260); do echo "entry ${step} $i of the log"; done`)
  })
  const task = await assign({ instructions: words })
  await task.reach('succeeded')
  await openTask(page, task)
  const marker = transcript(page)
    .getByRole('button', { name: /tokens$/ })
    .filter({ hasText: '→' })
    .first()
  await expect(marker).toBeVisible()
  await marker.click()
  await expect(transcript(page).getByText('each is a file that the agent can read again')).toBeVisible()
  await expectAccessible(page, 'a shorter context')
  await transcript(page)
    .getByRole('button', { name: /characters$/ })
    .first()
    .click()
  await expect(page.getByText('entry 1 1 of the log').first()).toBeVisible()
})

test('an agent has further models and limits of its own', async ({ page }) => {
  const agent = `Anchor ${name()}`
  await page.goto('/agents/new')
  await page.getByLabel('Name').fill(agent)
  await page.getByLabel('Instructions').fill('You hold fast.')
  await page.getByLabel('Add a further model').selectOption({ index: 1 })
  await page.getByLabel('Add a further model').selectOption({ index: 1 })
  await page.getByRole('button', { name: /^Try .* earlier$/ }).click()
  await page.getByLabel('Rounds of checks').fill('3')
  await expectAccessible(page, 'agent')
  await page.getByRole('button', { name: 'Create agent' }).click()
  await expect(page.getByText('Agent created.')).toBeVisible()
  await expect(page).toHaveURL(/\/agents\/(?!new)/)
  await page.reload()
  await expect(page.getByLabel('Rounds of checks')).toHaveValue('3')
  await expect(page.getByRole('button', { name: /^Remove .*:/ })).toHaveCount(2)
})
