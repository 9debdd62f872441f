import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addWorkspace, openTestInstallation } from '../accounts/testing/installation'
import { getDatabase } from '../db/client'
import { inTransaction } from '../db/transaction'
import { openFileStore } from '../files/repository'
import { chooseSkills } from './choose-skills'
import { installBuiltinSkills } from './install-builtin-skills'
import { loadSkillHandles } from './launch/repository'

let close: () => Promise<void>
let workspaceId: string

beforeAll(async () => {
  close = await openTestInstallation()
  workspaceId = await addWorkspace('Coral')
  await inTransaction(transaction => installBuiltinSkills(transaction, workspaceId))
})
afterAll(() => close())

it('installs the skills that come with Reef once, published as version 1', async () => {
  await inTransaction(transaction => installBuiltinSkills(transaction, workspaceId))
  const skills = await getDatabase().skill.findMany({
    where: { workspaceId },
    select: {
      name: true,
      status: true,
      versions: { select: { number: true, origin: true, diagnostics: true } },
    },
    orderBy: { name: 'asc' },
  })
  expect(skills).toEqual(
    ['data-analysis', 'research-brief', 'team-work', 'verify-before-done'].map(name => ({
      name,
      status: 'published',
      versions: [{ number: 1, origin: 'builtin', diagnostics: [] }],
    })),
  )
})

it('gives a run the published versions, and its worker their text and files', async () => {
  const db = getDatabase()
  const all = await chooseSkills(db, workspaceId, null)
  expect(all.map(skill => skill.name)).toEqual([
    'data-analysis',
    'research-brief',
    'team-work',
    'verify-before-done',
  ])
  const chosen = await chooseSkills(db, workspaceId, ['research-brief', 'data-analysis', 'research-brief'])
  expect(chosen.map(skill => skill.name)).toEqual(['data-analysis', 'research-brief'])
  await expect(chooseSkills(db, workspaceId, ['nothing'])).rejects.toMatchObject({ code: 'invalid-input' })
  const [handle] = await loadSkillHandles(db, workspaceId, chosen)
  const source = await readFile('lib/skills/builtin/data-analysis/SKILL.md', 'utf8')
  expect(source.endsWith(`---\n${handle?.body}`)).toBe(true)
  const entry = handle?.files['SKILL.md']
  const bytes = await openFileStore(db, workspaceId).read(entry?.hash ?? '')
  expect(new TextDecoder().decode(bytes)).toBe(source)
  expect(await loadSkillHandles(db, await addWorkspace('Elsewhere'), chosen)).toEqual([])
})
