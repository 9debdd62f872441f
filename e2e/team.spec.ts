// Many agents: a tree that lives on the task's page, one branch and all of it stopped, many of them confirmed first.
import AxeBuilder from '@axe-core/playwright'
import { handOut, makeCall, playTeam, say } from '../lib/engine/testing/team-play'
import type { RunTree } from '../lib/runs/schema'
import { door, expect, openTask, statusOf, test } from './agents-at-work'

const name = () => test.info().project.name
const isPhone = () => name() === 'phone'

test('the agents that come with Reef are added on the agents page', async ({ page }) => {
  await page.goto('/agents')
  await page.getByRole('button', { name: 'Add from templates' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add agents' })
  await expect(dialog.getByText('Makes one thing from a clear brief')).toBeVisible()
  const add = dialog.getByRole('button', { name: /^Add/ })
  if (await add.isEnabled()) {
    await add.click()
    await expect(page.getByText('5 agents added.')).toBeVisible()
  }
  for (const agent of ['Lead', 'Maker', 'Checker', 'Researcher', 'Writer'])
    await expect(page.getByRole('link', { name: agent, exact: true })).toBeVisible()
})

test('the tree shows who works on what, a branch opens by its address, one stops and then all', async ({
  page,
  model,
  assign,
  api,
}) => {
  await api.post('/agents/templates', { names: ['Lead', 'Maker', 'Checker'] })
  const words = `coral survey on ${name()}`
  const gate = door()
  model.play(
    words,
    playTeam({
      survey: ({ results }) =>
        results.length === 0
          ? handOut(
              { agent: 'Maker', title: 'North reef', instructions: `count the north, ${words}` },
              { agent: 'Maker', title: 'South reef', instructions: `sleep in the south, ${words}` },
              { agent: 'Lead', title: 'Deep reef', instructions: `lead the deep, ${words}` },
            )
          : say('The survey is done.'),
      count: async ({ results }) => {
        if (results.length === 0) return makeCall('bash', { command: 'echo 12 > count.txt' })
        await gate.until
        return say('Twelve corals in the north.')
      },
      sleep: () => makeCall('bash', { command: 'echo diving; sleep 100' }),
      lead: ({ results }) =>
        results.length === 0
          ? handOut({ agent: 'Checker', title: 'Deep check', instructions: `sleep in the deep, ${words}` })
          : say('Nothing deep.'),
    }),
  )
  const task = await assign({ instructions: `survey everything, ${words}`, title: words })
  await openTask(page, task)
  await expect(statusOf(page)).toContainText('Waiting for other agents')
  const card = page.getByRole('region', { name: 'Work handed on' })
  await expect(card).toContainText('Handed on 3 parts')
  await expect(card).toContainText('0 of 3 are back')
  gate.open()
  await expect(card).toContainText('1 of 3 are back')
  await expect(card).toContainText('Twelve corals in the north.')

  const strip = page.getByRole('region', { name: 'Team', exact: true })
  await strip.getByRole('button', { name: /5 agents/ }).click()
  const tree = page.getByRole('list', { name: 'Runs of this attempt' })
  const rowOf = (part: RegExp) =>
    tree.getByRole('listitem').filter({ has: page.getByRole('link', { name: part }) })
  await expect(tree.getByRole('listitem')).toHaveCount(5)
  await expect(rowOf(/Deep check/)).toContainText('Working')
  await expect(rowOf(/North reef/)).toContainText('Finished')
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html}`))).toEqual([])

  await tree.getByRole('link', { name: /Deep reef/ }).click()
  await expect(page).toHaveURL(/run=run_/)
  await expect(page.getByRole('navigation', { name: 'Part of' })).toContainText('Deep reef')
  await page.getByRole('navigation', { name: 'Part of' }).getByRole('link', { name: 'Reef' }).click()
  await expect(page).not.toHaveURL(/run=run_/)

  await page.goto('/tasks')
  const onBoard = page.locator(`article[data-task="${task.taskId}"]`)
  await expect(onBoard).toContainText('2 agents at work')
  await page.goto(`/tasks/${task.taskId}?tab=team`)
  await page.getByRole('button', { name: 'Stop South reef' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop branch' }).click()
  await expect(rowOf(/South reef/)).toContainText('Stopped')
  await expect(rowOf(/Deep check/)).toContainText('Working')
  const at = Date.now()
  await page.getByRole('button', { name: 'Stop all' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop all' }).click()
  await expect(page.getByRole('heading', { name: /all have ended/ })).toBeVisible()
  expect(Date.now() - at).toBeLessThan(4_000)
  const { runs } = await api.get<RunTree>(`/runs/${task.runId}/tree`)
  expect(runs.map(run => [run.title, run.status])).toEqual([
    [null, 'stopped'],
    ['North reef', 'succeeded'],
    ['South reef', 'stopped'],
    ['Deep reef', 'stopped'],
    ['Deep check', 'stopped'],
  ])
})

test('many agents start only after one word, with the estimate and the limits', async ({
  page,
  model,
  assign,
}) => {
  const words = `count six bays on ${name()}`
  const bays = [1, 2, 3, 4, 5, 6].map(bay => ({ title: `Bay ${bay}`, instructions: `bay ${bay}, ${words}` }))
  model.play(
    words,
    playTeam({
      all: ({ results }) => (results.length === 0 ? handOut(...bays) : say('Six bays are counted.')),
      bay: ({ asked }) => say(`Counted ${asked.slice(0, 5)}.`),
    }),
  )
  const task = await assign({ instructions: `all bays, ${words}`, budget: { tokens: 5_000_000 } })
  await openTask(page, task)
  const ask = page.getByRole('region', { name: 'Approval for many agents' })
  await expect(ask).toContainText('Hand work to 6 agents?')
  await expect(ask).toContainText('8 at once, 200 steps each, 3 levels deep')
  await expect(ask).toContainText('Bay 6')
  await expect(ask).toContainText('Budget left')
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html}`))).toEqual([])
  await ask.getByRole('button', { name: 'Start them' }).click()
  await expect(page.getByText('Six bays are counted.')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Work handed on' })).toContainText('all are back')
  await expect(statusOf(page)).toContainText('Finished')
  if (isPhone()) await page.getByRole('tab', { name: /Team/ }).click()
  await expect(page.getByRole('list', { name: 'Runs of this attempt' }).getByRole('listitem')).toHaveCount(7)
})
