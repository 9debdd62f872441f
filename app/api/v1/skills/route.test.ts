import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDatabase } from '@/lib/db/client'
import { newId } from '@/lib/shared/id'
import type { SkillDetail, SkillSummary } from '@/lib/skills/schema'
import { json, openSkillBed, type SkillBed, skillText } from '@/lib/skills/testing/skill-requests'
import { POST as archive } from './[skillId]/archive/route'
import { GET as diff } from './[skillId]/diff/route'
import { GET as exportZip } from './[skillId]/export/route'
import { GET as file } from './[skillId]/files/route'
import { POST as publish } from './[skillId]/publish/route'
import { POST as restore } from './[skillId]/restore/route'
import { GET as read } from './[skillId]/route'
import { GET as uses } from './[skillId]/uses/route'
import { POST as save } from './[skillId]/versions/route'
import { POST as create, GET as list } from './route'

let bed: SkillBed
beforeAll(async () => {
  bed = await openSkillBed()
})
afterAll(() => bed.close())

const made = async (name: string, description?: string) =>
  json<SkillDetail>(await bed.ask(create, { body: { text: skillText(name, description) } }), 201)

describe('a skill from draft to published', () => {
  it('is created, found, saved, compared, published and exported', async () => {
    const first = await made('write-minutes', 'Turn notes into minutes.')
    expect(first).toMatchObject({
      name: 'write-minutes',
      status: 'draft',
      publishedVersion: null,
      latestVersion: 1,
      origin: 'authored',
      errors: 0,
      warnings: 0,
      findings: 0,
      lastUsedAt: null,
      versions: [{ number: 1, licence: 'MIT', createdById: bed.member.memberId, diagnostics: [] }],
    })
    const { id } = first
    const edit = {
      base: 1,
      changelog: 'Say who decides.',
      write: [
        {
          path: 'SKILL.md',
          text: skillText('write-minutes', 'Turn notes into minutes.', 'Do it.\nName who decides.\n'),
        },
        { path: 'assets/seal.bin', base64: Buffer.from([0, 1, 255]).toString('base64') },
      ],
    }
    const second = await json<SkillDetail>(await bed.ask(save, { id, body: edit }), 201)
    expect(
      second.versions.map(version => [
        version.number,
        version.changelog,
        version.files.map(entry => entry.path),
      ]),
    ).toEqual([
      [2, 'Say who decides.', ['SKILL.md', 'assets/seal.bin']],
      [1, '', ['SKILL.md']],
    ])
    const changes = await json<{ files: object[] }>(await bed.ask(diff, { id, query: '?from=1&to=2' }))
    expect(changes.files).toEqual([
      {
        path: 'SKILL.md',
        change: 'changed',
        added: 1,
        removed: 0,
        patch: expect.stringContaining('\n Do it.\n+Name who decides.\n'),
      },
      { path: 'assets/seal.bin', change: 'added', added: 0, removed: 0, patch: null },
    ])
    const published = await json<SkillDetail>(await bed.ask(publish, { id, body: { version: 1 } }))
    expect([published.status, published.publishedVersion, published.latestVersion]).toEqual([
      'published',
      1,
      2,
    ])
    const zip = await bed.ask(exportZip, { id, as: bed.viewer, query: '?version=2' })
    expect(zip.headers.get('content-disposition')).toContain('write-minutes.zip')
    const unpacked = unzipSync(new Uint8Array(await zip.arrayBuffer()))
    expect(Object.keys(unpacked)).toEqual(['write-minutes/SKILL.md', 'write-minutes/assets/seal.bin'])
    const bytes = await bed.ask(file, { id, as: bed.viewer, query: '?path=assets/seal.bin&version=2' })
    expect(new Uint8Array(await bytes.arrayBuffer())).toEqual(new Uint8Array([0, 1, 255]))
    expect(bytes.headers.get('content-disposition')).toMatch(/^attachment/)
  })

  it('makes no version of identical content and refuses to overwrite an edit of somebody else', async () => {
    const { id, versions } = await made('twice')
    const same = { base: 1, write: [{ path: 'SKILL.md', text: skillText('twice') }] }
    const again = await json<SkillDetail>(await bed.ask(save, { id, body: same }), 201)
    expect(again.versions).toEqual(versions)
    const edits = ['one', 'two', 'three'].map(body => ({
      base: 1,
      write: [{ path: 'SKILL.md', text: skillText('twice', 'Does a thing when asked.', body) }],
    }))
    const answers = await Promise.all(edits.map(body => bed.ask(save, { id, body })))
    expect(answers.map(answer => answer.status).sort()).toEqual([201, 409, 409])
    const after = await json<SkillDetail>(await bed.ask(read, { id }))
    expect(after.versions.map(version => version.number)).toEqual([2, 1])
  })

  it('is lenient when saved and strict when published', async () => {
    const lenient = '---\nname: My Helper\ndescription: Use when: asked\nversion: 2\n---\nx'
    const { id, name, versions } = await json<SkillDetail>(
      await bed.ask(create, { body: { text: lenient } }),
      201,
    )
    expect(name).toBe('my-helper')
    const codes = versions[0]?.diagnostics.map(item => item.code)
    expect(codes).toEqual([
      'name-adjusted',
      'yaml-repaired',
      'field-unknown',
      'name-not-lowercase',
      'name-characters',
      'licence-missing',
    ])
    const refusal = await json<{ error: { code: string; details: { diagnostics: { code: string }[] } } }>(
      await bed.ask(publish, { id, body: {} }),
      409,
    )
    expect(refusal.error.code).toBe('refused')
    expect(refusal.error.details.diagnostics.map(item => item.code)).toEqual([
      'yaml-repaired',
      'field-unknown',
      'name-not-lowercase',
      'name-characters',
      'name-folder-mismatch',
    ])
    expect((await json<SkillDetail>(await bed.ask(read, { id }))).status).toBe('draft')
  })

  it.each([
    ['---\nname: a\n---\nx', 'The required field "description" is missing.'],
    ['---\nname: [a\n---\nx', 'The front matter is not valid YAML'],
    ['# Only text', 'SKILL.md must start with YAML front matter'],
  ])('refuses %j with a clear error', async (broken, message) => {
    const answer = await json<{ error: { code: string; message: string } }>(
      await bed.ask(create, { body: { text: broken } }),
      400,
    )
    expect(answer.error).toMatchObject({ code: 'invalid-input', message: expect.stringContaining(message) })
    const { id } = await made(newId('skill').replace('_', '-'))
    const edit = { base: 1, write: [{ path: 'SKILL.md', text: broken }] }
    await json(await bed.ask(save, { id, body: edit }), 400)
    expect((await json<SkillDetail>(await bed.ask(read, { id }))).latestVersion).toBe(1)
  })

  it('keeps names apart: taken, renamed as a draft, fixed once published', async () => {
    const { id } = await made('first-name')
    await made('other-name')
    await json(await bed.ask(create, { body: { text: skillText('first-name') } }), 409)
    const rename = (base: number, name: string) => ({
      base,
      write: [{ path: 'SKILL.md', text: skillText(name) }],
    })
    await json(await bed.ask(save, { id, body: rename(1, 'other-name') }), 409)
    expect(
      (await json<SkillDetail>(await bed.ask(save, { id, body: rename(1, 'new-name') }), 201)).name,
    ).toBe('new-name')
    await json(await bed.ask(publish, { id, body: {} }))
    const refused = await json<{ error: { code: string } }>(
      await bed.ask(save, { id, body: rename(2, 'third-name') }),
      409,
    )
    expect(refused.error.code).toBe('refused')
  })

  it('leaves the library when archived and comes back as it was', async () => {
    const { id } = await made('short-lived')
    await json(await bed.ask(publish, { id, body: {} }))
    expect((await json<SkillDetail>(await bed.ask(archive, { id, method: 'POST' }))).status).toBe('archived')
    const names = async (query: string) =>
      (await json<{ skills: SkillSummary[] }>(await bed.ask(list, { query }))).skills.map(skill => skill.name)
    expect(await names('?q=short-lived')).toEqual([])
    expect(await names('?q=short-lived&status=archived')).toEqual(['short-lived'])
    expect((await json<SkillDetail>(await bed.ask(restore, { id, method: 'POST' }))).status).toBe('published')
    expect(await names('?q=SHORT')).toEqual(['short-lived'])
    expect(await names('?q=%25')).toEqual([])
  })
})

describe('who may', () => {
  it('lets viewers read, and nobody see or change the skills of another workspace', async () => {
    const { id } = await made('private-matters')
    await json(await bed.ask(create, { as: bed.viewer, body: { text: skillText('x') } }), 403)
    await json(await bed.ask(publish, { as: bed.viewer, id, body: {} }), 403)
    await json(await bed.ask(read, { as: bed.viewer, id }))
    for (const handler of [read, exportZip, uses])
      await json(await bed.ask(handler, { as: bed.stranger, id }), 404)
    await json(await bed.ask(file, { as: bed.stranger, id, query: '?path=SKILL.md' }), 404)
    await json(await bed.ask(diff, { as: bed.stranger, id, query: '?from=1&to=1' }), 404)
    await json(await bed.ask(save, { as: bed.stranger, id, body: { base: 1 } }), 404)
    await json(await bed.ask(publish, { as: bed.stranger, id, body: {} }), 404)
    await json(await bed.ask(archive, { as: bed.stranger, id, method: 'POST' }), 404)
    expect(
      (await json<{ skills: SkillSummary[] }>(await bed.ask(list, { as: bed.stranger }))).skills,
    ).toEqual([])
    const same = await json<SkillDetail>(
      await bed.ask(create, { as: bed.stranger, body: { text: skillText('private-matters') } }),
      201,
    )
    expect(same.id).not.toBe(id)
  })

  it('refuses unknown fields and unsafe paths', async () => {
    await json(await bed.ask(create, { body: { text: skillText('x'), workspaceId: 'other' } }), 400)
    const { id } = await made('paths')
    for (const path of ['../x', '/etc/passwd', 'a\\b', 'SKILL.md/x', 'skill.md']) {
      await json(await bed.ask(save, { id, body: { base: 1, write: [{ path, text: 'x' }] } }), 400)
    }
    await json(await bed.ask(file, { id, query: '?path=../../etc/passwd' }), 400)
    await json(await bed.ask(file, { id, query: '?path=missing.md' }), 404)
  })
})

describe('use', () => {
  it('tells which runs opened which version', async () => {
    const { id, versions } = await made('opened')
    const database = getDatabase()
    const [taskId, runId] = [newId('task'), newId('run')]
    const { workspaceId } = bed.member
    await database.task.create({ data: { id: taskId, workspaceId, title: 'Minutes', instructions: 'x' } })
    await database.run.create({
      data: { id: runId, workspaceId, taskId, attempt: 1, agentName: 'Reef', model: 'm' },
    })
    const at = new Date('2026-11-20T10:00:00.000Z')
    const data = {
      callId: 'call_1',
      name: 'opened',
      versionId: versions[0]?.id ?? '',
      hash: versions[0]?.hash ?? '',
    }
    await database.event.create({
      data: { runId, seq: 1, at, type: 'skill-opened', actor: { kind: 'agent' }, data },
    })
    const opened = await json<{ uses: object[] }>(await bed.ask(uses, { id, as: bed.viewer }))
    expect(opened.uses).toEqual([{ runId, taskId, title: 'Minutes', version: 1, at: at.toISOString() }])
    expect((await json<SkillDetail>(await bed.ask(read, { id }))).lastUsedAt).toBe(at.toISOString())
  })
})
