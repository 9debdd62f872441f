// Every main screen by the rules of axe, in both themes, on both screens.
import { bash, type Call, expect, openTask, plan, pricedModel, test, works } from './agents-at-work'
import { expectAccessible } from './axe'

const calls: Call[] = [
  plan(['Look', 'Write'], 1),
  bash('echo looked; ls missing'),
  {
    name: 'write',
    input: { path: 'report.md', content: '# Report\n\n| Coral | Count |\n|---|--:|\n| Acropora | 3 |\n' },
  },
]

test('no screen breaks a rule of axe, light or dark', async ({ page, model, assign, api }) => {
  test.slow()
  const words = `Ask everybody on ${test.info().project.name}`
  model.play(words, works([{ name: 'ask', input: { question: 'Which?', choices: ['A', 'B'] } }]).respond)
  const asking = await assign({ instructions: words })
  await asking.reach('waiting')
  const { agents } = await api.get<{ agents: { id: string }[] }>('/agents')
  for (const path of [
    '/tasks',
    '/tasks?view=list',
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
    '/search?q=everybody',
  ]) {
    await page.goto(path)
    await expect(page.getByRole('heading').first()).toBeAttached()
    await expect(page.getByRole('status', { name: /^Loading|^Searching/ })).toHaveCount(0)
    await expectAccessible(page, path)
  }
  await openTask(page, asking)
  await expect(page.getByRole('form', { name: 'Question from the agent' })).toBeVisible()
  await expectAccessible(page, 'a question')
})

test('no pane of a task breaks a rule of axe, light or dark', async ({ page, model, assign }) => {
  test.slow()
  const words = `Be read by everybody on ${test.info().project.name}`
  model.play(words, works(calls, { finalText: '**Done.** See `report.md`.', sayText: 'Going on.' }).respond)
  const task = await assign({ instructions: words, model: pricedModel, budget: { usd: 1 } })
  await task.reach('succeeded')
  await openTask(page, task)
  const transcript = page.getByRole('region', { name: 'Transcript' })
  await transcript.getByRole('button', { name: /Ran echo looked/ }).click()
  await expect(transcript.getByRole('region', { name: 'output' })).toBeVisible()
  await expectAccessible(page, 'transcript')
  for (const tab of ['Files', 'Timeline', 'Usage', 'Raw', 'Setup']) {
    await page.getByRole('tab', { name: tab }).click()
    if (tab === 'Files')
      await page.getByRole('navigation', { name: 'Files' }).getByRole('button').last().click()
    await expectAccessible(page, tab)
  }
})
