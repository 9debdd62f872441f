// A skill on its way from a folder or a zip into a run: the agent opens it, and the run records which version.
import fs from 'node:fs'
import path from 'node:path'
import { strToU8, zipSync } from 'fflate'
import type { RunEvent } from '../lib/runs/events'
import { expect, openTask, statusOf, test, works } from './agents-at-work'

const skillText = (name: string, body: string) =>
  `---\nname: ${name}\ndescription: Counts corals. Use for every question about corals.\nlicense: MIT\n---\n${body}\n`

test.beforeEach(({ isMobile }) => {
  test.skip(isMobile, 'the phone is for reading')
})

test('a zip and a folder are imported', async ({ page }, info) => {
  const folder = info.outputPath('count-fish')
  fs.mkdirSync(path.join(folder, 'references'), { recursive: true })
  fs.writeFileSync(path.join(folder, 'SKILL.md'), skillText('count-fish', 'See references/fish.md.'))
  fs.writeFileSync(path.join(folder, 'references', 'fish.md'), 'One fish, two fish.')
  const zip = (files: Record<string, string>) =>
    Buffer.from(
      zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
    )
  const upload = (buffer: Buffer) => ({ name: 'skills.zip', mimeType: 'application/zip', buffer })

  await page.goto('/skills')
  await page.getByRole('button', { name: 'Import' }).click()
  await page
    .getByLabel('Zip of skills')
    .setInputFiles(upload(zip({ 'count-corals/SKILL.md': skillText('count-corals', 'Count them.') })))
  await expect(page.getByLabel('Import count-corals')).toBeChecked()
  await page.getByRole('button', { name: 'Import 1 skill' }).click()
  await expect(page.getByRole('link', { name: 'count-corals' })).toBeVisible()

  await page.getByRole('button', { name: 'Import' }).click()
  await page.getByLabel('Folder of skills').setInputFiles(folder)
  await expect(page.getByLabel('Import count-fish')).toBeChecked()
  await page.getByRole('button', { name: 'Import 1 skill' }).click()
  await page.getByRole('link', { name: 'count-fish' }).click()
  await expect(page.getByRole('button', { name: /references\/fish\.md|fish\.md/ }).first()).toBeVisible()
})

test('an agent opens a published skill, and the run records exactly which version', async ({
  page,
  api,
  model,
  assign,
}) => {
  const text = skillText('measure-corals', 'Measure twice. Secret word: polyp.')
  const { id } = await api.post<{ id: string }>('/skills', { text })
  await api.post(`/skills/${id}/publish`, {})
  const words = 'Measure the corals with the skill'
  const finalText = 'Measured twice.'
  model.play(words, works([{ name: 'skill', input: { name: 'measure-corals' } }], { finalText }).respond)
  const task = await assign({ instructions: words })
  const run = await task.reach('succeeded')

  const listed = run.recipe.skills.find(each => each.name === 'measure-corals')
  const { events } = await api.get<{ events: RunEvent[] }>(`/runs/${task.runId}/events`)
  const opened = events.flatMap(event => (event.type === 'skill-opened' ? [event.data] : []))
  expect(opened).toMatchObject([{ name: 'measure-corals', versionId: listed?.versionId, hash: listed?.hash }])
  const [first, second] = model.asked(words)
  expect(JSON.stringify(first?.body)).toContain('Counts corals.')
  expect(JSON.stringify(first?.body)).not.toContain('Secret word: polyp')
  expect(JSON.stringify(second?.body)).toContain('Secret word: polyp')

  await openTask(page, task)
  await expect(statusOf(page)).toContainText('Finished')
  await expect(
    page
      .getByRole('region', { name: 'Transcript' })
      .getByRole('button', { name: /Opened skill measure-corals/ }),
  ).toBeVisible()
  await page.getByRole('tab', { name: 'Setup' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'measure-corals' })).toContainText('opened')
})
