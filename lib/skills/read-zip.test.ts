import { strToU8, type Zippable, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readZip } from './read-zip'
import { writeZip } from './write-zip'

const unix = (mode: number) => ({ os: 3, attrs: mode << 16 })
const skill = strToU8('---\nname: a\ndescription: d\n---\nBody')
const codeOf = async (entries: Zippable) => {
  const result = await readZip(zipSync(entries))
  return result.ok ? 'ok' : result.code
}

/** Overwrites a 4-byte field of the only central directory record, and where asked of the local header too. */
function withField(zip: Uint8Array, offsetInCentral: number, value: number): Uint8Array {
  const copy = Uint8Array.from(zip)
  const view = new DataView(copy.buffer)
  for (let index = 0; index < copy.length - 4; index += 1) {
    if (view.getUint32(index, true) === 0x02014b50) view.setUint32(index + offsetInCentral, value, true)
  }
  return copy
}

describe('readZip', () => {
  it('reads files and leaves out folders and what systems leave behind', async () => {
    const zip = zipSync({
      'a/': new Uint8Array(),
      'a/SKILL.md': [skill, unix(0o100644)],
      'a/empty.txt': new Uint8Array(),
      '__MACOSX/a/._SKILL.md': strToU8('x'),
      'a/.DS_Store': strToU8('x'),
      '.git/config': strToU8('x'),
    })
    expect(await readZip(zip)).toEqual({
      ok: true,
      files: [
        { path: 'a/SKILL.md', bytes: skill },
        { path: 'a/empty.txt', bytes: new Uint8Array() },
      ],
    })
  })

  it.each(['../evil.md', 'a/../../evil.md', '/etc/passwd', 'C:/x', 'a\\..\\b', './a', 'a//b', 'a/\u0001é'])(
    'refuses the path %j',
    async path => {
      expect(await codeOf({ [path]: skill })).toBe('unsafe-path')
    },
  )

  it('refuses links, devices and pipes', async () => {
    expect(await codeOf({ link: [strToU8('/etc/passwd'), unix(0o120777)] })).toBe('link-or-device')
    expect(await codeOf({ device: [new Uint8Array(), unix(0o020666)] })).toBe('link-or-device')
    expect(await codeOf({ disk: [new Uint8Array(), unix(0o060660)] })).toBe('link-or-device')
    expect(await codeOf({ pipe: [new Uint8Array(), unix(0o010666)] })).toBe('link-or-device')
  })

  it('refuses two names for one file', async () => {
    expect(await codeOf({ 'a/Readme.md': skill, 'a/README.md': skill })).toBe('path-collision')
    expect(await codeOf({ 'caf\u00e9.md': skill, 'cafe\u0301.md': skill })).toBe('path-collision')
    expect(await codeOf({ 'A/x.md': skill, 'a/y.md': skill })).toBe('path-collision')
    expect(await codeOf({ straße: skill, STRASSE: skill })).toBe('path-collision')
    expect(await codeOf({ a: skill, 'a/b': skill })).toBe('path-collision')
    expect(await codeOf({ 'a/b': skill, a: skill })).toBe('path-collision')
  })

  it('stops a bomb while it unpacks, also one that lies about its size', async () => {
    const bomb = zipSync({ 'SKILL.md': new Uint8Array(40 * 1024 * 1024) })
    expect(bomb.length).toBeLessThan(100_000)
    expect(await readZip(bomb)).toMatchObject({ ok: false, code: 'zip-bomb' })
    const liar = await readZip(withField(bomb, 24, 10))
    expect(liar).toMatchObject({ ok: false, code: 'damaged' })
  })

  it('refuses too many files and too many bytes', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 2001 }, (_, index) => [`f${index}.md`, strToU8('x')] as const),
    )
    expect(await codeOf(many)).toBe('too-many-files')
    const noise = new Uint8Array(9 * 1024 * 1024)
    for (let index = 0; index < noise.length; index += 65536)
      crypto.getRandomValues(noise.subarray(index, index + 65536))
    const large = Object.fromEntries(
      [1, 2, 3, 4, 5, 6].map(index => [`${index}.bin`, [noise, { level: 0 }]] as const),
    )
    expect(await codeOf(large as Zippable)).toBe('too-large')
  })

  it('refuses what is damaged, encrypted or no zip', async () => {
    const good = zipSync({ 'SKILL.md': [skill, { level: 0 }] })
    const flipped = Uint8Array.from(good)
    flipped[40] = (flipped[40] ?? 0) ^ 0xff
    expect(await readZip(flipped)).toMatchObject({ ok: false, code: 'damaged' })
    const encrypted = Uint8Array.from(zipSync({ 'SKILL.md': skill }))
    new DataView(encrypted.buffer).setUint16(encrypted.length - 22 - 46 - 8 + 8, 1, true)
    expect(await readZip(encrypted)).toMatchObject({ ok: false, code: 'encrypted' })
    expect(await readZip(good.subarray(0, good.length - 10))).toMatchObject({ ok: false, code: 'not-a-zip' })
    expect(await readZip(strToU8('hello'))).toMatchObject({ ok: false, code: 'not-a-zip' })
    expect(await readZip(new Uint8Array())).toMatchObject({ ok: false, code: 'not-a-zip' })
  })
})

describe('writeZip', () => {
  it('gives equal bytes for equal files and reads back the same', async () => {
    const files = [
      { path: 'b/x.bin', bytes: new Uint8Array([0, 255, 13, 10]) },
      { path: 'SKILL.md', bytes: skill },
    ]
    const zip = writeZip('my-skill', files)
    expect(writeZip('my-skill', [...files].reverse())).toEqual(zip)
    expect(await readZip(zip)).toEqual({
      ok: true,
      files: [
        { path: 'my-skill/SKILL.md', bytes: skill },
        { path: 'my-skill/b/x.bin', bytes: new Uint8Array([0, 255, 13, 10]) },
      ],
    })
  })
})
