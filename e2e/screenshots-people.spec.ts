// The pictures of people in the loop, teams and automation; made by scripts/screenshots.mjs.
import type { Page } from '@playwright/test'
import { handOut, makeCall, playTeam, say } from '../lib/engine/testing/team-play'
import {
  bash,
  door,
  expect,
  openTask,
  type PlayedModel,
  plan,
  pricedModel,
  statusOf,
  test,
  works,
} from './agents-at-work'
import type { Api } from './owner'
import { phoneSize, pictureSize, shoot } from './pictures'

test.use({ viewport: pictureSize })
test.setTimeout(240_000)

/** Waits until what the page reads is there. */
async function show(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await expect(page.getByRole('heading').first()).toBeVisible()
  await expect(page.getByRole('status', { name: /^Loading/ })).toHaveCount(0)
}

test('pictures of an approval, a plan to approve, and the policy behind them', async ({
  page,
  model,
  assign,
  api,
}) => {
  await api.post('/policy/rules', {
    effect: 'ask',
    tool: 'bash',
    match: { on: 'command', patterns: ['rm', 'mv'] },
    note: 'Removing and moving is for people.',
  })
  await api.post('/policy/rules', {
    effect: 'deny',
    tool: 'web_fetch',
    match: { on: 'host', patterns: ['*.example.net'] },
  })
  const tidy = 'Tidy the folder of the survey: keep the counts, drop the drafts.'
  model.play(
    tidy,
    works([
      plan(['Look at the folder', 'Remove the drafts', 'Report'], 0),
      bash('mkdir -p drafts && touch drafts/a.csv drafts/b.csv counts.csv && ls -R'),
      plan(['Look at the folder', 'Remove the drafts', 'Report'], 1),
      bash('rm -r drafts && ls'),
    ]).respond,
  )
  const approval = await assign({
    instructions: tidy,
    title: 'Tidy the folder of the survey',
    model: pricedModel,
    budget: { usd: 2 },
  })
  await openTask(page, approval)
  await expect(page.getByRole('button', { name: 'Allow once' })).toBeVisible()
  await shoot(page, 'approval')
  await show(page, '/settings/policy')
  await shoot(page, 'policy')

  const chart = 'Draw the temperatures of March as a chart for the visitor centre.'
  const steps = ['Read the measurements', 'Draw the chart', 'Check every label', 'Send it to the centre']
  model.play(chart, works([plan(steps, 0), bash('ls')]).respond)
  const { task } = await api.post<{ task: { id: string } }>('/tasks', {
    instructions: chart,
    title: 'Draw the temperatures of March',
    model: pricedModel,
    budget: { usd: 2 },
    planGate: true,
  })
  await show(page, `/tasks/${task.id}`)
  await expect(statusOf(page)).toContainText('Waiting for your approval')
  await shoot(page, 'plan-gate')
  await page.setViewportSize(phoneSize)
  await openTask(page, approval)
  await expect(page.getByRole('button', { name: 'Allow once' })).toBeVisible()
  await shoot(page, 'phone-approval')
})

test('pictures of a team at work', async ({ page, model, api }) => {
  await api.post('/agents/templates', { names: ['Lead', 'Maker', 'Checker'] })
  const held = door()
  const parts = ['North reef', 'South reef', 'Lagoon']
  model.play(
    'photos of March',
    playTeam({
      'Survey the reef': ({ results }) =>
        results.length === 0
          ? handOut(
              ...parts.map(title => ({
                agent: 'Maker',
                title: `Count the ${title.toLowerCase()}`,
                instructions: `Count corals in the ${title.toLowerCase()} from the photos of March.`,
              })),
            )
          : say('The survey is done: 41 corals at three sites.'),
      'Count corals': async ({ asked, results }) => {
        if (results.length === 0)
          return makeCall('bash', { command: 'mkdir -p photos && ls photos && echo 12 > count.txt' })
        if (!asked.includes('north')) await held.until
        return say('Twelve corals, four of them Acropora.')
      },
    }),
  )
  const { task } = await api.post<{ task: { id: string } }>('/tasks', {
    instructions: 'Survey the reef from the photos of March.',
    title: 'Survey the reef from its photos',
    agent: 'Lead',
    budget: { tokens: 500_000 },
  })
  await show(page, `/tasks/${task.id}`)
  await page.getByRole('tab', { name: /^Team/ }).click()
  const team = page.getByRole('list', { name: 'Runs of this attempt' })
  await expect(team.getByRole('listitem').filter({ hasText: 'Count the north reef' })).toContainText(
    'Finished',
  )
  await shoot(page, 'team')
  held.open()
})

test('pictures of work that starts itself', async ({ page, model, api }) => {
  const templates = await placeTemplates(api)
  await placeStarters(api, templates)
  await show(page, '/automation')
  await expect(page.getByText('Starts Site report')).toBeVisible()
  await expect(page.getByText('Reef · up to $1.00')).toBeVisible()
  await shoot(page, 'automation')
  await show(page, '/automation?tab=templates')
  await page.getByRole('button', { name: 'Actions for Site report' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await expect(page.getByRole('dialog', { name: 'Edit template' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Checks: 1 check' })).toBeVisible()
  await shoot(page, 'template')
  await playCounts(model)
  const batch = await api.post<{ id: string }>('/batches', {
    name: 'All sites of March',
    template: templates.counts,
    csv: 'site,month\nLagoon,March\nOuter reef,March\nNorth wall,March\nSouth pass,March\n',
    concurrency: 2,
    budget: { usd: 3 },
  })
  await show(page, `/automation/batches/${batch.id}`)
  await expect(page.getByText(/4 of 4 succeeded/)).toBeVisible({ timeout: 60_000 })
  await shoot(page, 'batch')
})

async function placeTemplates(api: Api): Promise<{ report: string; counts: string }> {
  const report = await api.post<{ id: string }>('/templates', {
    name: 'Site report',
    description: 'A page on one site, with a figure for every claim',
    title: 'Report on {{site}}',
    instructions: 'Write report.md on {{site}}, with the readings of the last {{days}} days and their mean.',
    inputs: [
      { name: 'site', type: 'choice', label: 'Site', choices: ['Lagoon', 'Outer reef', 'North wall'] },
      { name: 'days', type: 'number', label: 'Days', default: '7' },
    ],
    model: pricedModel,
    budget: { usd: 1 },
    checks: [{ type: 'file', path: 'report.md' }],
    limits: { steps: 60 },
    planGate: true,
  })
  const counts = await api.post<{ id: string }>('/templates', {
    name: 'Count corals',
    instructions: 'Count the corals of {{site}} in the pictures of {{month}}.',
    inputs: [{ name: 'site' }, { name: 'month' }],
    model: pricedModel,
    budget: { usd: 0.5 },
  })
  return { report: report.id, counts: counts.id }
}

async function placeStarters(api: Api, templates: { report: string; counts: string }): Promise<void> {
  const zone = 'Australia/Perth'
  await api.post('/schedules', {
    name: 'Morning report',
    timing: { kind: 'cron', expression: '0 7 * * 1-5', zone },
    work: { template: templates.report, inputs: { site: 'Lagoon' } },
  })
  await api.post('/schedules', {
    name: 'Look at the sensors',
    timing: { kind: 'every', minutes: 60 },
    work: {
      instructions: 'Look whether every sensor has sent its reading, and name those that have not.',
      budget: { usd: 0.25 },
    },
  })
  await api.post('/schedules', {
    name: 'Newsletter',
    timing: { kind: 'cron', expression: '0 9 * * 5', zone },
    work: {
      instructions: 'Draft the newsletter from the reports of the week.',
      budget: { usd: 1 },
      planGate: true,
    },
    paused: true,
  })
  await api.post('/hooks', {
    name: 'Sensor alarm',
    template: templates.report,
    mapping: { site: '/sensor/site' },
  })
}

async function playCounts(model: PlayedModel): Promise<void> {
  const counts = { Lagoon: 14, 'Outer reef': 9, 'North wall': 11, 'South pass': 7 }
  for (const [site, count] of Object.entries(counts))
    model.play(
      `Count the corals of ${site}`,
      works([bash(`echo ${count} > count.txt`)], {
        finalText: `${count} corals, ${Math.round(count / 3)} of them Acropora.`,
      }).respond,
    )
}
