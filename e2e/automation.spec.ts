// Work that starts itself, as a person sets it up: templates, schedules, batches, blockers, and several tasks at once.
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './agents-at-work'

async function accessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(violation => [violation.id, violation.nodes[0]?.html])).toEqual([])
}

/** Makes a template in the page, with one text input. */
async function makeTemplate(page: Page, name: string, instructions: string): Promise<void> {
  await page.goto('/automation?tab=templates')
  await page.getByRole('button', { name: 'New template' }).click()
  const dialog = page.getByRole('dialog', { name: 'New template' })
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Instructions').fill(instructions)
  await expect(dialog.getByRole('group', { name: 'place' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('heading', { name })).toBeVisible()
}

test('a template is written, used from the composer, and put on a schedule', async ({ page }) => {
  const name = `Reef watch ${test.info().project.name}`
  await makeTemplate(page, name, `Look at {{place}} for ${name}`)
  await accessible(page)

  await page.goto('/tasks')
  await page.getByRole('button', { name: 'Use a template' }).click()
  const use = page.getByRole('dialog', { name: 'Use a template' })
  await use.getByLabel('Template').selectOption(name)
  await use.getByRole('button', { name: 'Start task' }).click()
  await expect(use.getByText('place is missing.')).toBeVisible()
  await use.getByLabel('place', { exact: true }).fill('Ningaloo')
  await use.getByRole('button', { name: 'Start task' }).click()
  await expect(page.getByRole('article', { name: `Look at Ningaloo for ${name}` })).toBeVisible()

  await page.goto('/automation')
  await page.getByRole('button', { name: 'New schedule' }).click()
  const dialog = page.getByRole('dialog', { name: 'New schedule' })
  await dialog.getByLabel('Name').fill(`Mornings ${name}`)
  await expect(dialog.getByRole('button', { name: 'Monday' })).toHaveAttribute('aria-pressed', 'true')
  await dialog.getByLabel('Time zone').fill('Europe/Berlin')
  await dialog.getByLabel('When').selectOption('By a cron line')
  await dialog.getByLabel('Cron line').fill('0 9 * * 1-5')
  await expect(dialog.getByText(/^Next:/)).toBeVisible()
  await dialog.getByLabel('Template').selectOption(name)
  await dialog.getByLabel('place', { exact: true }).fill('Oslo')
  await accessible(page)
  await dialog.getByRole('button', { name: 'Save' }).click()
  const item = page.getByRole('listitem').filter({ hasText: `Mornings ${name}` })
  await expect(item).toContainText('Monday to Friday at 09:00, Europe/Berlin time')
  await expect(item).toContainText(`Starts ${name} with Oslo`)
  await expect(item).toContainText('Next:')
  await item.getByRole('button', { name: 'Start now' }).click()
  await item.getByText('History').click()
  await expect(item.getByRole('link', { name: `Look at Oslo for ${name}` })).toBeVisible()
  await item.getByRole('button', { name: 'Actions for' }).click()
  await page.getByRole('menuitem', { name: 'Pause' }).click()
  await expect(item).toContainText('paused')
  await accessible(page)
  await item.getByRole('button', { name: 'Actions for' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(item).toHaveCount(0)
})

test('a schedule fires by itself', async ({ page, api }) => {
  const words = `By the clock on ${test.info().project.name}`
  const time = new Date(Date.now() + 2_500).toISOString()
  await api.post('/schedules', { name: words, timing: { kind: 'at', time }, work: { instructions: words } })
  await page.goto('/tasks')
  await expect(page.getByRole('article', { name: words })).toBeVisible({ timeout: 20_000 })
})

test.describe('with a table that does not fit', () => {
  test.use({ allowed: [/status of 400/] })

  test('a batch runs a table, shows its results and gives them as CSV', async ({ page, model }) => {
    const name = `Scores ${test.info().project.name}`
    await makeTemplate(page, name, `Score {{place}} for ${name}`)
    model.play(`for ${name}`, () => ({ reply: { text: '{"score": 7}', usage: { input: 10, output: 4 } } }))
    await page.getByRole('tab', { name: 'Batches' }).click()
    await page.getByRole('button', { name: 'New batch' }).click()
    const dialog = page.getByRole('dialog', { name: 'New batch' })
    await dialog.getByLabel('Name').fill(name)
    await dialog.getByLabel('Template').selectOption(name)
    await dialog.getByLabel('Table').fill('city\nOslo')
    await dialog.getByRole('button', { name: 'Start batch' }).click()
    await expect(dialog.getByRole('alert')).toContainText('Row 1: There is no input named city.')
    await dialog.getByLabel('Table').fill('place\nOslo\n"Rome, centre"\nLima')
    await dialog.getByLabel('Rows at once').fill('2')
    await dialog.getByRole('button', { name: 'Start batch' }).click()
    await expect(page).toHaveURL(/automation\/batches\/batch_/)
    await expect(page.getByText(/3 of 3 succeeded/)).toBeVisible({ timeout: 30_000 })
    await expect(page.getByRole('row', { name: /Rome, centre/ })).toContainText('{"score": 7}')
    await accessible(page)
    const loading = page.waitForEvent('download')
    await page.getByRole('link', { name: 'CSV' }).click()
    const file = await (await loading).createReadStream()
    const text = (await file.toArray()).join('')
    expect(
      text
        .split('\r\n')
        .slice(0, 3)
        .map(line => line.replace(/,task_\w+$/, '')),
    ).toEqual([
      'row,place,status,result,result.score,tokens,usd,task',
      '1,Oslo,succeeded,"{""score"": 7}",7,14,',
      '2,"Rome, centre",succeeded,"{""score"": 7}",7,14,',
    ])
  })
})

test('a webhook is made, called from outside, and its log says what came of it', async ({ page, reef }) => {
  const name = `Tracker ${test.info().project.name}`
  await makeTemplate(page, name, `Look into {{place}} of ${name}`)
  await page.getByRole('tab', { name: 'Incoming webhooks' }).click()
  await page.getByRole('button', { name: 'New incoming webhook' }).click()
  const dialog = page.getByRole('dialog', { name: 'New incoming webhook' })
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Template').selectOption(name)
  await dialog.getByLabel('How calls prove who they are').selectOption('With the secret itself')
  await dialog.getByLabel('Value of place').fill('/issue/title')
  await dialog.getByRole('button', { name: 'Save' }).click()
  const shown = page.getByRole('dialog', { name: 'Copy the secret now' })
  const secret = (await shown.getByLabel('Secret').textContent()) ?? ''
  const address = (await shown.getByLabel('Address').textContent()) ?? ''
  expect(address.startsWith(`${reef.address}/api/v1/incoming/hook_`)).toBe(true)
  await shown.getByRole('button', { name: 'Done' }).click()
  const call = (sent: string) =>
    fetch(address, {
      method: 'POST',
      headers: { authorization: `Bearer ${sent}`, 'webhook-id': `of ${name}` },
      body: JSON.stringify({ issue: { title: 'a leak' } }),
    })
  const statuses = [await call(secret), await call(secret), await call('wrong')].map(answer => answer.status)
  expect(statuses).toEqual([202, 202, 401])
  const item = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) })
  await item.getByText('Calls', { exact: true }).click()
  await expect(item.getByRole('listitem')).toHaveText([
    /refused.*The secret is wrong/,
    /duplicate.*was delivered before/,
    /started.*Task/,
  ])
  await accessible(page)
  await item.getByRole('link', { name: 'Task' }).first().click()
  await expect(page.getByText(`Look into a leak of ${name}`).first()).toBeVisible()
})

test('a task waits for another and starts by itself; several take one action', async ({
  page,
  api,
  isMobile,
}) => {
  const name = test.info().project.name
  const make = (title: string) =>
    api.post<{ task: { id: string } }>('/tasks', { instructions: title, title, start: false })
  const [first, second] = [await make(`First on ${name}`), await make(`Second on ${name}`)]
  await page.goto(`/tasks/${second.task.id}`)
  await page.getByRole('button', { name: 'Actions for this task' }).click()
  await page.getByRole('menuitem', { name: 'Waits for…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Waits for' })
  await dialog.getByLabel('Find a task').fill(`First on ${name}`)
  await dialog.getByLabel(`First on ${name}`, { exact: true }).check()
  await expect(dialog.getByLabel('Start it by itself then')).toBeChecked()
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('region', { name: 'Waits for' })).toContainText(`First on ${name}`)
  await accessible(page)

  await page.goto('/tasks')
  const card = (title: string) => page.getByRole('article', { name: title, exact: true })
  await expect(card(`Second on ${name}`)).toContainText('Waits for 1 task')
  await card(`First on ${name}`).hover()
  if (isMobile) await card(`First on ${name}`).getByRole('checkbox').check()
  else await page.keyboard.press('x')
  const bar = page.getByRole('region', { name: 'Chosen tasks' })
  await expect(bar).toContainText('1 chosen')
  await accessible(page)
  await bar.getByRole('button', { name: 'Mark as done' }).click()
  await expect(page.getByText('1 task changed.')).toBeVisible()
  const done = page.getByRole('region', { name: 'Done', exact: true })
  await expect(done.getByRole('article', { name: `First on ${name}` })).toBeVisible()
  const review = page.getByRole('region', { name: 'Review', exact: true })
  await expect(review.getByRole('article', { name: `Second on ${name}` })).toBeVisible({ timeout: 20_000 })

  await card(`First on ${name}`).getByRole('checkbox').check()
  await card(`Second on ${name}`).getByRole('checkbox').check()
  await bar.getByRole('button', { name: 'Archive' }).click()
  await page
    .getByRole('dialog', { name: 'Archive 2 tasks?' })
    .getByRole('button', { name: 'Archive' })
    .click()
  await expect(page.getByText('2 tasks changed.')).toBeVisible()
  await expect(card(`Second on ${name}`)).toHaveCount(0)
  expect(first.task.id).not.toBe(second.task.id)
})
