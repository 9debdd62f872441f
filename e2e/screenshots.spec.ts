// The pictures of the documents, taken from real runs whose model is played; made by scripts/screenshots.mjs.
import {
  bash,
  type Call,
  door,
  expect,
  openTask,
  plan,
  pricedModel,
  statusOf,
  test,
  works,
} from './agents-at-work'
import { phoneSize, pictureSize, shoot } from './pictures'

test.use({ viewport: pictureSize })
test.setTimeout(240_000)

const readings = `site,date,depth_m,temperature_c
Outer reef,2026-03-02,5,28.4
Outer reef,2026-03-09,5,29.1
Outer reef,2026-03-16,5,30.6
Lagoon,2026-03-02,2,29.2
Lagoon,2026-03-09,2,30.4
Lagoon,2026-03-16,2,31.8
North wall,2026-03-02,12,27.1
North wall,2026-03-09,12,27.5
North wall,2026-03-16,12,28.0
`
const steps = [
  'Look at the readings',
  'Average by site',
  'Find the weeks above 30 °C',
  'Write the report',
  'Check the numbers',
]

const report = `# Reef temperatures, March 2026

| Site | Mean (°C) | Warmest (°C) | Weeks above 30 °C |
|---|--:|--:|--:|
| Lagoon | 30.5 | 31.8 | 2 |
| Outer reef | 29.4 | 30.6 | 1 |
| North wall | 27.5 | 28.0 | 0 |

The lagoon was warmest in every week and passed 30 °C twice.
`
const averages = `awk -F, 'NR > 1 { sum[$1] += $4; n[$1]++; if ($4 > top[$1]) top[$1] = $4; if ($4 > 30) hot[$1]++ }
  END { for (site in sum) printf "%-11s mean %.1f  warmest %.1f  weeks above 30: %d\\n", site, sum[site]/n[site], top[site], hot[site] }' readings.csv | sort`

const work: Call[] = [
  plan(steps, 0),
  bash('head -4 readings.csv; echo; tail -n +2 readings.csv | cut -d, -f1 | sort | uniq -c'),
  { name: 'skill', input: { name: 'data-analysis' } },
  plan(steps, 1),
  bash(averages),
  {
    name: 'write',
    input: { path: 'report.md', content: report.replace('| Lagoon | 30.5', '| Lagoon | 30.4') },
  },
  plan(steps, 4),
  { name: 'edit', input: { path: 'report.md', old_string: 'Lagoon | 30.4', new_string: 'Lagoon | 30.5' } },
  bash('grep -c "^|" report.md; grep Lagoon report.md'),
  plan(steps, 5),
]
const says = [
  'I make a plan first.',
  'What do the readings look like?',
  'There is a skill for this kind of work.',
  'Nine readings of three sites, none missing.',
  'The averages, with the weeks above 30 °C beside them.',
  'I write the report from these numbers.',
  'Now I check each number against the output.',
  'The mean of the lagoon is 30.47, so it rounds to 30.5. I correct it.',
  'Once more, from the file itself.',
  'Everything agrees.',
]
const finalText = `The report is in \`report.md\`.

- **Lagoon**: warmest of the three, 30.5 °C on average and two weeks above 30 °C.
- **Outer reef**: 29.4 °C on average, one week above 30 °C.
- **North wall**: never above 28.0 °C.

I corrected one mean after checking it against the readings.`

test('pictures of a workbench at work', async ({ page, model, assign, api, reef }) => {
  const words =
    'Which sites of the reef ran too warm in March? Compare them from readings.csv and write report.md.'
  const held = door()
  const driven = works(work, { finalText })
  model.play(words, exchange => {
    const answer = driven.respond(exchange)
    if (!('reply' in answer)) return answer
    const step = (JSON.stringify(exchange.body).match(/"tool_result"/g) ?? []).length
    const reasoning =
      step === 4 ? 'Averages alone hide the peaks, so I count the weeks above 30 °C too.' : undefined
    const reply = {
      ...answer.reply,
      text: says[step] ?? finalText,
      pieceLength: 12,
      ...(reasoning ? { reasoning } : {}),
    }
    // The last answer stands half written while the picture is taken.
    return step === work.length
      ? { reply, pace: { firstMs: 400, betweenMs: 60, hold: { afterPieces: 14, until: held.until } } }
      : { reply, pace: { firstMs: 300 } }
  })
  const small = (instructions: string, calls: Call[], text: string) => {
    model.play(instructions, works(calls, { finalText: text, pace: { firstMs: 200 } }).respond)
    return assign({ instructions, model: pricedModel, budget: { usd: 2 } })
  }
  await api.post('/tasks', { instructions: 'Draft the newsletter for April', start: false })
  const asking = await small(
    'Translate the visitor guide into French',
    [
      {
        name: 'ask',
        input: {
          question: 'Formal or familiar address for visitors?',
          choices: ['Formal (vous)', 'Familiar (tu)'],
        },
      },
    ],
    'Done.',
  )
  await small(
    'Sort the volunteers by region',
    [bash('echo sorted > volunteers.txt')],
    'Sorted: 41 volunteers in six regions.',
  )
  const done = await small('Rename the survey photos by date', [bash('touch a b c')], 'Renamed 128 photos.')
  await done.reach('succeeded')
  await page.request.patch(`/api/v1/tasks/${done.taskId}`, {
    headers: { origin: reef.address },
    data: { status: 'done' },
  })
  await asking.reach('waiting')

  const task = await assign({
    instructions: words,
    title: 'Compare the reef temperatures of March',
    model: pricedModel,
    budget: { usd: 2 },
    files: [{ path: 'readings.csv', content: readings }],
  })
  await openTask(page, task)
  const transcript = page.getByRole('region', { name: 'Transcript' })
  await expect(transcript.getByText(/The report is in/)).toBeVisible({ timeout: 60_000 })
  await page.getByRole('tab', { name: 'Timeline' }).click()
  await expect(page.getByRole('region', { name: 'Time line' })).toBeVisible()
  await shoot(page, 'task-live')
  await page.goto('/tasks')
  await expect(page.getByRole('article')).toHaveCount(6)
  await shoot(page, 'tasks')
  held.open()
  await task.reach('succeeded')
  await openTask(page, task)
  await expect(statusOf(page)).toContainText('Finished')
  await page.getByRole('navigation', { name: 'Files' }).getByRole('button', { name: 'report.md' }).click()
  await expect(page.getByRole('region', { name: 'report.md' }).getByRole('table')).toBeVisible()
  await shoot(page, 'task-finished')
  await page.goto(`/inbox?task=${asking.taskId}`)
  await expect(page.getByRole('form', { name: 'Question from the agent' })).toBeVisible()
  await shoot(page, 'inbox')
  for (const [name, address] of [
    ['skills', '/skills'],
    ['usage', '/usage?by=task'],
    ['settings', '/settings/models'],
  ] as const) {
    await page.goto(address)
    await expect(page.getByRole('status', { name: /^Loading/ })).toHaveCount(0)
    await shoot(page, name)
  }
  await page.setViewportSize(phoneSize)
  await openTask(page, task)
  await expect(transcript.getByText(/I corrected one mean/)).toBeInViewport({ ratio: 1 })
  await shoot(page, 'phone')
})
