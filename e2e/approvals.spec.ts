// People's words on what agents do: rules, approvals, plans that are approved and edited, questions with a default.
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { RuleList } from '../lib/policy/schema'
import { bash, type Call, door, expect, openTask, statusOf, test, works } from './agents-at-work'

const name = () => test.info().project.name
const isPhone = () => name() === 'phone'

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(node => node.html)])).toEqual([])
}

test.beforeEach(async ({ api }) => {
  const { rules } = await api.get<RuleList>('/policy/rules')
  for (const { id, exceptionOf } of rules) if (!exceptionOf) await api.delete(`/policy/rules/${id}`)
})

test('a command waits, is seen as it is, allowed for the task and denied with a reason', async ({
  page,
  api,
  model,
  assign,
}) => {
  await api.post('/policy/rules', {
    effect: 'ask',
    tool: 'bash',
    match: { on: 'command', patterns: ['rm', 'mv'] },
  })
  const words = `Tidy the tank on ${name()}`
  model.play(
    words,
    works([bash('echo a > a; echo b > b; rm a \u202e'), bash('rm b'), bash('mv c d')]).respond,
  )
  const task = await assign({ instructions: words })
  await openTask(page, task)
  await expect(statusOf(page)).toContainText('Waiting for your approval')
  const card = page.getByRole('region', { name: /^Approval: / })
  await expect(card.getByRole('region', { name: 'command' })).toHaveText(
    'echo a > a; echo b > b; rm a ⟨U+202E⟩',
  )
  await expect(card).toContainText('Ask before bash: rm, mv')
  await expectAccessible(page)
  // By keyboard alone: a leads to the card, Enter on the focused button decides.
  if (isPhone()) await card.getByRole('button', { name: 'Allow once' }).click()
  else {
    await page.keyboard.press('a')
    await expect(card.getByRole('button', { name: 'Allow once' })).toBeFocused()
    await page.keyboard.press('Enter')
  }
  await expect(card.getByRole('region', { name: 'command' })).toHaveText('rm b')
  await card.getByRole('button', { name: /For this task/ }).click()
  await expect(card.getByRole('region', { name: 'command' })).toHaveText('mv c d')
  await card.getByRole('button', { name: 'Deny…' }).click()
  await card.getByLabel('Reason').fill('The tank stays as it is.')
  await card.getByRole('button', { name: 'Deny', exact: true }).click()
  await expect(statusOf(page)).toContainText('Finished')
  await expect(card).toBeHidden()
  const transcript = page.getByRole('region', { name: 'Transcript' })
  await expect(transcript.getByText('denied it')).toBeVisible()
  await transcript.getByText('denied it').click()
  await expect(transcript.getByText('The tank stays as it is.').first()).toBeVisible()
  expect(JSON.stringify(model.asked(words).at(-1)?.body)).toContain('The tank stays as it is.')
})

test('always is a rule, shown beforehand with what it would match; the inbox takes the word too', async ({
  page,
  api,
  model,
  assign,
}) => {
  await api.post('/policy/rules', { effect: 'ask', tool: 'bash', match: { on: 'command', patterns: ['rm'] } })
  const words = `Empty the net on ${name()}`
  model.play(words, works([bash('rm -f net')]).respond)
  const task = await assign({ instructions: words })
  await task.reach('waiting')
  await page.goto('/inbox')
  const row = page
    .getByRole('list', { name: 'Waiting for you' })
    .getByRole('button', { name: new RegExp(words) })
  await expect(row).toContainText('Approval')
  await row.click()
  const card = page.getByRole('region', { name: /^Approval: / })
  await card.getByRole('button', { name: 'Always…' }).click()
  await expect(card.getByText(/It would have matched \d+ of the last/)).toBeVisible()
  await card.getByRole('button', { name: 'Always allow' }).click()
  await task.reach('succeeded')
  await page.goto('/settings/policy')
  const rules = page.getByRole('list', { name: 'Rules' })
  await expect(rules.getByRole('list', { name: 'Exceptions' })).toContainText('rm *')
  const again = await assign({ instructions: `${words} once more` })
  await again.reach('succeeded')
})

test('rules are made, tried and removed in the settings', async ({ page }) => {
  await page.goto('/settings/policy')
  await expect(page.getByText('every call is allowed')).toBeVisible()
  await page.getByRole('button', { name: 'New rule' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Deny' }).click()
  await dialog.getByLabel('Tool').selectOption('*')
  await dialog.getByLabel('What of it').selectOption('path')
  await dialog.getByLabel('Patterns, one a line').fill('secrets/**')
  await dialog.getByLabel('Note').fill('Keys live here.')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Add rule' }).click()
  const rules = page.getByRole('list', { name: 'Rules' })
  await expect(rules).toContainText('Keys live here.')
  await page.getByLabel('Tool to try').selectOption('bash')
  await page.getByLabel('The command to try').fill('cat ./x/../secrets/key.pem')
  await page.getByRole('button', { name: 'Try', exact: true }).click()
  await expect(page.getByText('It would be denied')).toBeVisible()
  await page.getByLabel('The command to try').fill('cat notes.md')
  await page.getByRole('button', { name: 'Try', exact: true }).click()
  await expect(page.getByText('It would be allowed')).toBeVisible()
  await expectAccessible(page)
  await rules.getByRole('button', { name: 'Remove the rule' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('every call is allowed')).toBeVisible()
})

const plan = (...steps: [string, string][]): Call => ({
  name: 'plan',
  input: { steps: steps.map(([title, status]) => ({ title, status })) },
})

test('a plan is approved as edited, and only then anything happens', async ({ page, model, api }) => {
  const words = `Build a reef on ${name()}`
  const steps = plan(['Dig', 'todo'], ['Fill', 'todo'])
  model.play(words, works([steps, bash('echo water > reef.txt')]).respond)
  await page.goto('/tasks')
  await page.getByLabel('What should be done').fill(words)
  await page.getByLabel('Plan', { exact: true }).selectOption('approve')
  await page.getByRole('button', { name: /^Start task/ }).click()
  await page
    .getByRole('link', { name: new RegExp(words) })
    .first()
    .click()
  const card = page.getByRole('region', { name: 'Approval: Approve the plan' })
  await expect(card).toContainText('Fill')
  await expectAccessible(page)
  await card.getByRole('button', { name: 'Edit first' }).click()
  await card.getByLabel('Step 2', { exact: true }).fill('Fill slowly')
  await card.getByRole('button', { name: 'Add a step' }).click()
  await card.getByLabel('Step 3', { exact: true }).fill('Look')
  await card.getByRole('button', { name: 'Approve as edited' }).click()
  await expect(statusOf(page)).toContainText('Finished')
  const request = JSON.stringify(model.asked(words).at(-1)?.body)
  expect(request).toContain('changed the plan')
  expect(request).toContain('Fill slowly')
  const { tasks } = await api.get<{ tasks: { title: string; run: { id: string } | null }[] }>('/tasks')
  const run = await api.get<{ files: { path: string }[] }>(
    `/runs/${tasks.find(({ title }) => title === words)?.run?.id}`,
  )
  expect(run.files.map(({ path }) => path)).toEqual(['reef.txt'])
})

test.describe('two hands on one plan', () => {
  // The refusal that the page is to show is told to the console too.
  test.use({ allowed: [/status of 409/] })

  test('a person edits the plan while the agent works; what both changed the same is their choice', async ({
    page,
    model,
    assign,
  }) => {
    test.slow()
    const words = `Count the corals on ${name()}`
    const first = door()
    const second = door()
    const calls = [
      plan(['Find', 'doing'], ['Count', 'todo']),
      bash('echo searching'),
      plan(['Find', 'done'], ['Count', 'doing']),
      bash('echo counting'),
    ]
    const driven = works(calls)
    model.play(words, exchange => {
      const { messages } = exchange.body as { messages: { role: string }[] }
      const results = messages.filter(({ role }) => role === 'tool').length
      const answer = driven.respond(exchange)
      const hold = results === 2 ? first : results === 4 ? second : null
      return hold ? { ...answer, pace: { hold: { afterPieces: 1, until: hold.until } } } : answer
    })
    const task = await assign({ instructions: words })
    await openTask(page, task)
    await expect(statusOf(page)).toContainText('Working')
    if (isPhone()) await page.getByRole('tab', { name: 'Plan' }).click()
    else await page.getByRole('button', { name: /^Plan/ }).click()
    await page.getByRole('button', { name: 'Edit the plan' }).click()
    const editor = page.getByRole('form', { name: 'Edit the plan' })
    await editor.getByRole('button', { name: 'Add a step' }).click()
    await editor.getByLabel('Step 3', { exact: true }).fill('Write it down')
    await editor.getByLabel('Status of step 1', { exact: true }).selectOption('skipped')
    first.open()
    // The agent has set its second plan and is asked again.
    await expect.poll(() => model.asked(words).length, { timeout: 30_000 }).toBe(5)
    await editor.getByRole('button', { name: 'Save plan' }).click()
    await expect(page.getByText('The agent has changed the same meanwhile.')).toBeVisible()
    await page.getByRole('button', { name: 'Keep mine' }).click()
    await expect(editor).toBeHidden()
    const panel = page.getByRole('region', { name: 'Plan' })
    await expect(panel).toContainText('Write it down')
    // What only the agent changed is kept.
    await expect(panel.getByRole('img', { name: 'In progress' })).toBeVisible()
    await panel.getByText(/revisions/).click()
    second.open()
    await expect(statusOf(page)).toContainText('Finished', { timeout: 30_000 })
    await expectAccessible(page)
    expect(JSON.stringify(model.asked(words).at(-1)?.body)).toContain('Write it down')
  })
})

test('a question shows its default and until when, and takes it by itself', async ({
  page,
  model,
  assign,
}) => {
  const words = `Choose a bay on ${name()}`
  const input = { question: 'Which bay?', choices: ['East', 'West'], default: 'West', minutes: 0.3 }
  model.play(words, works([{ name: 'ask', input }]).respond)
  const task = await assign({ instructions: words })
  await openTask(page, task)
  const card = page.getByRole('form', { name: 'Question from the agent' })
  await expect(card).toContainText('Without one it takes “West”')
  await expectAccessible(page)
  await expect(statusOf(page)).toContainText('Finished', { timeout: 40_000 })
  expect(JSON.stringify(model.asked(words).at(-1)?.body)).toContain('this is your default answer')
})
