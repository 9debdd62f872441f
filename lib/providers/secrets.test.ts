import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  checkCanary,
  createKey,
  EncryptionKeyError,
  loadKey,
  makeCanary,
  openSecret,
  parseKey,
  sealSecret,
} from './secrets'

const key = parseKey(randomBytes(32).toString('base64'))
const place = { workspaceId: 'workspace_1', recordId: 'provider_1', field: 'secret' }

let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'reef-secrets-'))
})
afterAll(() => rm(home, { recursive: true }))

test('what is sealed opens at its place, and looks like the format says', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), plain => {
      const box = sealSecret(plain, place, key)
      expect(box).toMatch(/^v1\.[0-9a-f]{8}\.[A-Za-z0-9_-]{38,}$/)
      expect(openSecret(box, place, key)).toBe(plain)
    }),
  )
})

test('two boxes of one secret differ', () => {
  expect(sealSecret('same', place, key)).not.toBe(sealSecret('same', place, key))
})

test.each([
  ['another workspace', { ...place, workspaceId: 'workspace_2' }],
  ['another record', { ...place, recordId: 'provider_2' }],
  ['another field', { ...place, field: 'other' }],
])('it does not open in %s', (_name, elsewhere) => {
  const box = sealSecret('s3cret', place, key)
  expect(() => openSecret(box, elsewhere, key)).toThrow(EncryptionKeyError)
})

test('a changed box does not open, whichever byte was changed', () => {
  const box = sealSecret('s3cret', place, key)
  const [version, id, body = ''] = box.split('.')
  fc.assert(
    fc.property(
      fc.nat({ max: Buffer.from(body, 'base64url').length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      (index, flip) => {
        const bytes = Buffer.from(body, 'base64url')
        bytes.writeUInt8(bytes.readUInt8(index) ^ flip, index)
        expect(() => openSecret(`${version}.${id}.${bytes.toString('base64url')}`, place, key)).toThrow(
          EncryptionKeyError,
        )
      },
    ),
  )
})

test.each(['', 'v2.a.b', 'v1.only', 'plain text'])('%j is no box', text => {
  expect(() => openSecret(text, place, key)).toThrow('A stored secret is not in a known form.')
})

test('another key is named, not tried', () => {
  const other = parseKey(randomBytes(32).toString('hex'))
  expect(() => openSecret(sealSecret('x', place, key), place, other)).toThrow(
    `was encrypted with key ${key.id}, but the key here is ${other.id}`,
  )
})

test('keys are read from base64, base64url and hex; anything else is refused', () => {
  const bytes = randomBytes(32)
  const forms = ['base64', 'base64url', 'hex'] as const
  expect(new Set(forms.map(form => parseKey(` ${bytes.toString(form)}\n`).id)).size).toBe(1)
  expect(() => parseKey('too short')).toThrow('The encryption key must be 32 bytes in base64 or hex.')
})

test('the key file is made once, for its owner only', async () => {
  expect(await loadKey({ encryptionKey: undefined, reefHome: home })).toBeNull()
  const keys = await Promise.all(Array.from({ length: 8 }, () => createKey(home)))
  const first = await createKey(home)
  expect(keys).toEqual(keys.map(() => first))
  expect(await readdir(home)).toEqual(['encryption-key'])
  expect(await loadKey({ encryptionKey: undefined, reefHome: home })).toEqual(first)
  expect((await stat(join(home, 'encryption-key'))).mode & 0o777).toBe(0o600)
  expect(await readFile(join(home, 'encryption-key'), 'utf8')).toBe(`${first.bytes.toString('base64')}\n`)
})

test('the environment’s key goes before the file’s; a broken file is an error', async () => {
  const fromEnvironment = await loadKey({ encryptionKey: key.bytes.toString('hex'), reefHome: home })
  expect(fromEnvironment).toEqual(key)
  await writeFile(join(home, 'encryption-key'), 'garbage')
  await expect(loadKey({ encryptionKey: undefined, reefHome: home })).rejects.toThrow(EncryptionKeyError)
})

test('the canary tells the right key from a wrong one', () => {
  const canary = makeCanary(key)
  expect(() => checkCanary(canary, key)).not.toThrow()
  expect(() => checkCanary(canary, parseKey(randomBytes(32).toString('hex')))).toThrow(EncryptionKeyError)
})
