// What a person may choose for a task, wherever work is set up: in the composer, in a template, on a schedule.
import type { Page } from '@playwright/test'
import type { RuleList } from '../lib/policy/schema'
import type { Task } from '../lib/tasks/schema'
import { expect, test } from './agents-at-work'

/** Chooses the plan gate, a check and a limit in a sentence. */
async function chooseAll(page: Page, sentence: ReturnType<Page['locator']>): Promise<void> {
  await sentence.getByLabel('Plan', { exact: true }).selectOption('after I approve the plan')
  await sentence.getByRole('button', { name: /^Checks/ }).click()
  const checks = page.getByRole('dialog', { name: 'Checks' })
  await checks.getByLabel('Command of check 1').fill('test -f report.md')
  await checks.getByLabel('Passes of check 1').press('Enter')
  await checks.getByRole('button', { name: 'Done' }).click()
  await sentence.getByRole('button', { name: /^Limits/ }).click()
  const limits = page.getByRole('dialog', { name: 'Limits' })
  await limits.getByLabel('Steps').fill('12')
  await limits.getByLabel('Levels of delegation').fill('11')
  await expect(limits.getByRole('alert')).toHaveText('Levels of delegation: write a number from 0 to 10.')
  await limits.getByLabel('Levels of delegation').fill('0')
  await limits.getByRole('button', { name: 'Done' }).click()
  await expect(sentence.getByRole('button', { name: 'Limits: 2 limits of its own' })).toBeVisible()
  await expect(sentence.getByRole('button', { name: 'Checks: 1 check' })).toBeVisible()
}

const chosen = {
  planGate: true,
  limits: { steps: 12, depth: 0 },
  checks: [{ type: 'command', command: 'test -f report.md', exitCode: 0, required: true }],
}

async function taskNamed(
  api: { get<T>(path: string): Promise<T> },
  title: string,
): Promise<Task | undefined> {
  const { tasks } = await api.get<{ tasks: Task[] }>('/tasks')
  return tasks.find(task => task.title === title)
}

test('limits, checks and the plan gate are chosen in the composer, for one task', async ({ page, api }) => {
  const words = `Count with limits on ${test.info().project.name}`
  await page.goto('/tasks')
  const composer = page.getByRole('region', { name: 'New task' })
  await composer.getByLabel('What should be done').fill(words)
  await chooseAll(page, composer)
  await composer.getByRole('button', { name: /Start task/ }).click()
  await expect(page.getByRole('article', { name: words })).toBeVisible()
  await expect(composer.getByRole('button', { name: 'Limits: usual limits' })).toBeVisible()
  await expect.poll(() => taskNamed(api, words)).toMatchObject(chosen)
})

test('a template carries what the composer can set, and so does a schedule', async ({ page, api }) => {
  const name = `Whole ${test.info().project.name}`
  await page.goto('/automation?tab=templates')
  await page.getByRole('button', { name: 'New template' }).click()
  const dialog = page.getByRole('dialog', { name: 'New template' })
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Instructions').fill(`Look at {{place}} for ${name}`)
  await chooseAll(page, dialog)
  await dialog.getByLabel('Files for the task').setInputFiles({
    name: 'places.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('place\nOslo\n'),
  })
  await expect(dialog.getByRole('list', { name: 'Attached files' })).toContainText('11 B')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  const item = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) })
  await expect(item).toContainText('plan to approve · 1 check · 2 limits of its own · 1 file')

  await item.getByRole('button', { name: 'Start task' }).click()
  const start = page.getByRole('dialog', { name: 'Start a task' })
  await start.getByLabel('place', { exact: true }).fill('Oslo')
  await start.getByRole('button', { name: 'Start task' }).click()
  await expect(start).toBeHidden()
  await expect.poll(() => taskNamed(api, `Look at Oslo for ${name}`)).toMatchObject(chosen)
  expect((await taskNamed(api, `Look at Oslo for ${name}`))?.files.map(file => file.path)).toEqual([
    'places.csv',
  ])

  await item.getByRole('button', { name: 'Actions for' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  const editor = page.getByRole('dialog', { name: 'Edit template' })
  await expect(editor.getByRole('button', { name: 'Checks: 1 check' })).toBeVisible()
  await editor.getByRole('button', { name: /^Skills/ }).click()
  await page.getByRole('dialog', { name: 'Skills' }).getByLabel('What the agent has').uncheck()
  await page.keyboard.press('Escape')
  await expect(editor.getByRole('button', { name: 'Skills: no skills' })).toBeVisible()
  await editor.getByRole('button', { name: 'Cancel' }).click()

  const words = `On a schedule on ${test.info().project.name}`
  await page.getByRole('tab', { name: 'Schedules' }).click()
  await page.getByRole('button', { name: 'New schedule' }).click()
  const schedule = page.getByRole('dialog', { name: 'New schedule' })
  await schedule.getByLabel('Name').fill(words)
  await schedule.getByLabel('Instructions').fill(words)
  await chooseAll(page, schedule)
  await schedule.getByRole('button', { name: 'Save' }).click()
  const made = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: words }) })
  await made.getByRole('button', { name: 'Start now' }).click()
  await expect.poll(() => taskNamed(api, words)).toMatchObject(chosen)
})

test('what somebody else sets up appears without asking for it', async ({ page, api }) => {
  const name = `Elsewhere ${test.info().project.name}`
  await page.goto('/automation?tab=templates')
  await expect(page.getByRole('button', { name: 'New template' })).toBeVisible()
  await api.post('/templates', { name, instructions: 'Look around' })
  await expect(page.getByRole('heading', { name })).toBeVisible()
  await page.getByRole('tab', { name: 'Schedules' }).click()
  await expect(page.getByRole('button', { name: 'New schedule' })).toBeVisible()
  const timing = { kind: 'every', minutes: 60 }
  await api.post('/schedules', { name, timing, work: { template: name, inputs: {} } })
  const item = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) })
  await expect(item).toContainText('Every hour')
})

test('a rule is made for one task, from its page', async ({ page, api }) => {
  const title = `Ruled on ${test.info().project.name}`
  const { task } = await api.post<{ task: Task }>('/tasks', { instructions: title, start: false })
  await page.goto(`/tasks/${task.id}`)
  await page.getByRole('button', { name: 'Actions for this task' }).click()
  await page.getByRole('menuitem', { name: 'New rule for it…' }).click()
  const dialog = page.getByRole('dialog', { name: 'New rule' })
  await expect(dialog.getByRole('button', { name: 'This task' })).toHaveAttribute('aria-pressed', 'true')
  await dialog.getByLabel('Patterns, one a line').fill('git push')
  await dialog.getByRole('button', { name: 'Add rule' }).click()
  await expect(dialog).toBeHidden()
  await page.goto('/settings/policy')
  await expect(page.getByRole('list', { name: 'Rules' })).toContainText(`Only for the task ${title}`)
  const { rules } = await api.get<RuleList>('/policy/rules')
  const mine = rules.filter(rule => rule.scopeId === task.id)
  expect(mine).toMatchObject([
    { scope: 'task', effect: 'ask', match: { on: 'command', patterns: ['git push'] } },
  ])
  for (const { id } of mine) await api.delete(`/policy/rules/${id}`)
})
