// Every main screen by the rules of axe, in both themes, on both screens.
import type { Page } from '@playwright/test'
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

const automation = [
  ...['schedules', 'templates', 'batches', 'webhooks'].map(tab => `/automation?tab=${tab}`),
  '/settings/policy',
  '/settings/tool-servers',
  '/settings/webhooks',
]

async function visit(page: Page, paths: readonly string[], state: string): Promise<void> {
  for (const path of paths) {
    await page.goto(path)
    await expect(page.getByRole('heading').first()).toBeAttached()
    await expect(page.getByRole('status', { name: /^Loading/ })).toHaveCount(0)
    await expectAccessible(page, `${path}, ${state}`)
  }
}

test('no screen of what starts itself breaks a rule of axe before there is anything', async ({ page }) => {
  test.slow()
  await visit(page, automation, 'empty')
})

test('no screen of what starts itself breaks a rule of axe, light or dark', async ({ page, model, api }) => {
  test.slow()
  const name = `Everybody's ${test.info().project.name}`
  const { id } = await api.post<{ id: string }>('/templates', {
    name,
    instructions: `Look at {{place}} for ${name}`,
    inputs: [{ name: 'place' }],
    checks: [{ type: 'command', command: 'true' }],
  })
  model.play(`for ${name}`, works([bash('echo looked')]).respond)
  const work = { template: id, inputs: { place: 'Oslo' } }
  const timing = { kind: 'cron', expression: '0 9 * * 1-5', zone: 'Europe/Berlin' }
  const schedule = await api.post<{ id: string }>('/schedules', { name, timing, work })
  await api.post(`/schedules/${schedule.id}/fire`)
  await api.post('/hooks', { name, template: id, mapping: { place: '/issue/title' } })
  await api.post('/webhooks', { name, url: 'https://example.com/reef', events: ['run.ended'] })
  const rule = await api.post<{ id: string }>('/policy/rules', {
    effect: 'deny',
    tool: 'web_fetch',
    match: { on: 'host', patterns: ['example.org'] },
  })
  const batch = await api.post<{ id: string }>('/batches', { name, template: id, csv: 'place\nOslo\nRome' })
  await visit(page, [...automation, `/automation/batches/${batch.id}`], 'filled')
  await api.delete(`/policy/rules/${rule.id}`)
})

for (const [path, button, title] of [
  ['/automation?tab=schedules', 'New schedule', 'New schedule'],
  ['/automation?tab=templates', 'New template', 'New template'],
  ['/automation?tab=batches', 'New batch', 'New batch'],
  ['/automation?tab=webhooks', 'New incoming webhook', 'New incoming webhook'],
  ['/settings/policy', 'New rule', 'New rule'],
  ['/settings/tool-servers', 'Connect', 'Connect a tool server'],
  ['/settings/webhooks', 'New webhook', 'New webhook'],
  ['/tasks', /^Limits/, 'Limits'],
] as const)
  test(`the form ${title} breaks no rule of axe, light or dark`, async ({ page }) => {
    await page.goto(path)
    await page.getByRole('button', { name: button }).first().click()
    await expect(page.getByRole('dialog', { name: title })).toBeVisible()
    await expectAccessible(page, title)
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
