// Every main screen by the rules of axe, in both themes, on both screens.
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { bash, type Call, expect, openTask, plan, pricedModel, test, works } from './agents-at-work'

const calls: Call[] = [
  plan(['Look', 'Write'], 1),
  bash('echo looked; ls missing'),
  {
    name: 'write',
    input: { path: 'report.md', content: '# Report\n\n| Coral | Count |\n|---|--:|\n| Acropora | 3 |\n' },
  },
]

async function expectAccessible(page: Page, screen: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const found = violations.flatMap(({ id, nodes }) => nodes.map(node => `${screen}: ${id}: ${node.html}`))
  expect.soft(found).toEqual([])
}

test('no screen breaks a rule of axe, light or dark', async ({ page, model, assign, api }) => {
  test.slow()
  const name = test.info().project.name
  const words = `Be read by everybody on ${name}`
  model.play(words, works(calls, { finalText: '**Done.** See `report.md`.', sayText: 'Going on.' }).respond)
  model.play(
    `Ask everybody on ${name}`,
    works([{ name: 'ask', input: { question: 'Which?', choices: ['A', 'B'] } }]).respond,
  )
  const task = await assign({ instructions: words, model: pricedModel, budget: { usd: 1 } })
  const asking = await assign({ instructions: `Ask everybody on ${name}` })
  await task.reach('succeeded')
  await asking.reach('waiting')
  const { agents } = await api.get<{ agents: { id: string }[] }>('/agents')
  const screens = [
    '/tasks',
    '/tasks?view=list',
    '/inbox',
    `/inbox?task=${asking.taskId}`,
    '/runs',
    '/agents',
    `/agents/${agents[0]?.id}`,
    '/skills',
    '/usage',
    '/settings',
    '/settings/models',
    '/settings/members',
    '/settings/tokens',
    '/search?q=report',
  ]
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const path of screens) {
      await page.goto(path)
      await expect(page.getByRole('status', { name: /^Loading|^Searching/ })).toHaveCount(0)
      await expect(page.getByRole('heading').first()).toBeAttached()
      await expectAccessible(page, `${colorScheme} ${path}`)
    }
    await openTask(page, asking)
    await expect(page.getByRole('form', { name: 'Question from the agent' })).toBeVisible()
    await expectAccessible(page, `${colorScheme} question`)
    await openTask(page, task)
    const transcript = page.getByRole('region', { name: 'Transcript' })
    await transcript.getByRole('button', { name: /Ran echo looked/ }).click()
    await expect(transcript.getByRole('region', { name: 'output' })).toBeVisible()
    await expectAccessible(page, `${colorScheme} task`)
    for (const tab of ['Files', 'Timeline', 'Usage', 'Raw', 'Setup']) {
      await page.getByRole('tab', { name: tab }).click()
      if (tab === 'Files')
        await page.getByRole('navigation', { name: 'Files' }).getByRole('button').last().click()
      await expectAccessible(page, `${colorScheme} ${tab}`)
    }
  }
})
