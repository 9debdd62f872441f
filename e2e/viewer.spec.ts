// What a viewer meets on every screen: all there is to read, and nothing that the API would refuse.
import type { Page } from '@playwright/test'
import type { Task } from '../lib/tasks/schema'
import { type Call, expect, openTask, test, works } from './agents-at-work'
import { joinAs } from './owner'

const ask: Call = { name: 'ask', input: { question: 'Red or blue?', choices: ['Red', 'Blue'] } }

/** Fails the test when the page is refused anything. */
function refusals(page: Page): string[] {
  const refused: string[] = []
  page.on('response', response => {
    if (response.status() === 403) refused.push(`${response.request().method()} ${response.url()}`)
  })
  return refused
}

test('a viewer reads every screen and is offered no change', async ({
  page,
  browser,
  reef,
  api,
  model,
  assign,
  isMobile,
}) => {
  test.slow()
  const name = test.info().project.name
  const email = `viewer-${name}@example.com`
  const viewer = await joinAs('viewer', email, { browser, reef, api })
  if (isMobile) await viewer.setViewportSize(page.viewportSize() ?? { width: 390, height: 844 })
  const refused = refusals(viewer)
  const words = {
    ask: `Ask the viewer on ${name}`,
    stop: `Be stopped on ${name}`,
    keep: `Be kept on ${name}`,
  }
  model.play(words.ask, works([ask]).respond)
  const asking = await assign({ instructions: words.ask })
  await asking.reach('waiting')
  const dear = await assign({ instructions: `Cost dollars on ${name}`, budget: { usd: 1 } })
  await dear.reach('waiting')
  model.play(words.stop, works([ask]).respond)
  const stopped = await assign({ instructions: words.stop })
  await stopped.reach('waiting')
  await api.post(`/runs/${stopped.runId}/commands`, { type: 'stop' })
  await stopped.reach('stopped')
  const kept = await api.post<{ task: Task }>('/tasks', { instructions: words.keep, start: false })

  await test.step('tasks', async () => {
    for (const view of ['board', 'list']) {
      await viewer.goto(`/tasks?view=${view}`)
      await expect(viewer.getByRole('link', { name: words.ask })).toBeVisible()
      await expect(viewer.getByRole('button', { name: /^Actions for/ })).toHaveCount(0)
      await expect(viewer.getByLabel('What should be done')).toHaveCount(0)
      await expect(viewer.getByRole('button', { name: 'New task' })).toHaveCount(0)
    }
    await viewer.goto(`/tasks/${kept.task.id}`)
    await expect(viewer.getByRole('heading', { level: 1, name: words.keep, exact: true })).toBeVisible()
    await expect(viewer.locator('main').getByRole('button')).toHaveCount(0)
  })

  await test.step('runs that ask, wait and have ended', async () => {
    await openTask(viewer, asking)
    await expect(viewer.getByText('Red or blue?').first()).toBeVisible()
    await expect(viewer.getByRole('listitem').filter({ hasText: /^Blue$/ })).toBeVisible()
    await openTask(viewer, dear)
    await expect(viewer.getByText('The price of this model is unknown').first()).toBeVisible()
    await expect(viewer.getByRole('button', { name: 'Set and go on' })).toHaveCount(0)
    await openTask(viewer, stopped)
    await expect(viewer.getByText('Stopped by a person.').first()).toBeVisible()
    for (const { runId } of [asking, dear, stopped]) {
      await viewer.goto(`/runs/${runId}`)
      await expect(viewer.getByRole('region', { name: 'Transcript' })).toBeVisible()
      const changing = /^(Run again|Stop|Pause|Resume|Answer|Blue|Send|Steer|Actions for this task)$/
      await expect(viewer.getByRole('button', { name: changing })).toHaveCount(0)
      await expect(viewer.getByRole('textbox')).toHaveCount(0)
    }
  })

  await test.step('inbox', async () => {
    await viewer.goto(`/inbox?task=${asking.taskId}`)
    await expect(viewer.getByRole('region', { name: words.ask })).toContainText('Red or blue?')
    await expect(viewer.getByRole('button', { name: /^(Mark as done|Answer|Blue|Run again)$/ })).toHaveCount(
      0,
    )
  })

  await test.step('agents', async () => {
    await viewer.goto('/agents')
    await expect(viewer.getByRole('row', { name: /Reef/ })).toBeVisible()
    await expect(viewer.getByRole('link', { name: 'New agent' })).toHaveCount(0)
    await viewer.getByRole('link', { name: 'Reef', exact: true }).last().click()
    await expect(viewer.getByLabel('Instructions')).toBeDisabled()
    await expect(viewer.getByLabel('Read web pages')).toBeDisabled()
    await expect(viewer.getByRole('button', { name: /^(Save|Remove)$/ })).toHaveCount(0)
    await viewer.goto('/agents/new')
    await expect(viewer.getByText('Viewers read, and change nothing')).toBeVisible()
  })

  await test.step('skills', async () => {
    await viewer.goto('/skills')
    const skill = viewer.getByRole('row').getByRole('link').first()
    await expect(skill).toBeVisible()
    await expect(viewer.getByRole('button', { name: 'Import' })).toHaveCount(0)
    await expect(viewer.getByRole('link', { name: 'New skill' })).toHaveCount(0)
    await skill.click()
    await expect(viewer.getByRole('navigation', { name: 'Files' })).toBeVisible()
    await expect(viewer.getByRole('button', { name: /^(Add a file|Publish|Remove )/ })).toHaveCount(0)
    await viewer.getByRole('button', { name: 'More', exact: true }).first().click()
    await expect(viewer.getByRole('menuitem', { name: /Export/ })).toBeVisible()
    await expect(viewer.getByRole('menuitem', { name: 'Archive' })).toHaveCount(0)
    await viewer.goto('/skills/new')
    await expect(viewer.getByText('Viewers read, and change nothing')).toBeVisible()
  })

  await test.step('settings', async () => {
    await viewer.goto('/settings')
    await expect(viewer.getByLabel('Workspace name')).toBeDisabled()
    await viewer.goto('/settings/models')
    await expect(viewer.getByRole('list', { name: 'Providers' })).toBeVisible()
    await expect(viewer.getByRole('button', { name: /^(Connect|Actions for)/ })).toHaveCount(0)
    await viewer.goto('/settings/members')
    await expect(viewer.getByRole('list', { name: 'Members' })).toContainText('Grace Hopper')
    await expect(viewer.getByRole('list', { name: 'Members' }).getByRole('button')).toHaveCount(0)
    await viewer.goto('/settings/tokens')
    await expect(viewer.getByText('Viewers have no API tokens')).toBeVisible()
  })

  if (!isMobile)
    await test.step('palette and keys', async () => {
      await viewer.goto('/usage')
      await viewer.keyboard.press('ControlOrMeta+k')
      await expect(viewer.getByRole('option', { name: 'Runs' })).toBeVisible()
      await expect(viewer.getByRole('option', { name: /New task/ })).toHaveCount(0)
    })
  expect(refused).toEqual([])
})
