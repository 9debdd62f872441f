import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sha256 } from '../shared/hash'
import { FilesUnreachable } from './files-unreachable'
import { type ObjectStore, openObjectStore } from './object-store'
import { type S3Server, startS3Server } from './testing/s3-server'

const keys = { region: 'eu-central-1', accessKeyId: 'AKEXAMPLE', secretAccessKey: 'secret/with+signs' }
const bytes = Buffer.from('a\u0000b ü')
const hash = sha256(bytes)
const key = `team/reef/${hash.slice(0, 2)}/${hash}`

let server: S3Server
beforeAll(async () => {
  server = await startS3Server('bucket', keys)
})
beforeEach(() => {
  server.answers.length = 0
  server.trouble = null
})
afterAll(() => server.close())

function open(change: object = {}, filesUrl = 's3://bucket/team/reef/'): ObjectStore {
  const aws = { endpoint: `${server.url}/`, sessionToken: undefined, ...keys, ...change }
  const store = openObjectStore({ filesUrl, aws })
  if (!store) throw new Error('no store')
  return store
}

test('bytes come back as they went in, under the prefix, by their hash', async () => {
  const store = open()
  await store.put(hash, bytes)
  expect([...server.objects]).toEqual([[key, bytes]])
  expect(Buffer.from((await store.get(hash)) ?? [])).toEqual(bytes)
  expect(await store.get(sha256(Buffer.from('never stored')))).toBeNull()
})

test.each([
  ['a wrong secret', { secretAccessKey: 'other' }, undefined, '403 (SignatureDoesNotMatch)'],
  ['an unknown key', { accessKeyId: 'OTHER' }, undefined, '403 (InvalidAccessKeyId)'],
  ['another region', { region: 'us-west-2' }, undefined, '403 (AuthorizationHeaderMalformed)'],
  ['another bucket', {}, 's3://elsewhere', '404 (NoSuchBucket)'],
])('%s is said with the code of the store', async (_, change, url, said) => {
  const store = open(change, url)
  await expect(store.put(hash, bytes)).rejects.toEqual(new FilesUnreachable(`the store answered ${said}.`))
  await expect(store.get(hash)).rejects.toBeInstanceOf(FilesUnreachable)
})

test('bytes that do not fit their name are refused by the store', async () => {
  await expect(open().put(sha256(Buffer.from('other')), bytes)).rejects.toThrow('XAmzContentSHA256Mismatch')
})

test('bytes that were changed in the store are not believed', async () => {
  server.objects.set(key, Buffer.from('changed'))
  await expect(open().get(hash)).rejects.toThrow('other bytes than were stored')
})

test.each([503, 'cut'] as const)('trouble (%s) is tried three times, then it is weather', async trouble => {
  server.trouble = trouble
  await expect(open().get(hash)).rejects.toBeInstanceOf(FilesUnreachable)
  if (trouble === 503) expect(server.answers).toHaveLength(3)
  setTimeout(() => {
    server.trouble = null
  }, 100)
  server.objects.set(key, bytes)
  expect(Buffer.from((await open().get(hash)) ?? [])).toEqual(bytes)
})

test('without an address of its own it is the bucket at Amazon; without a configuration there is none', () => {
  expect(open({ endpoint: undefined }).place).toBe('s3://bucket/team/reef/ in eu-central-1')
  expect(
    openObjectStore({ filesUrl: undefined, aws: { endpoint: undefined, sessionToken: undefined, ...keys } }),
  ).toBeUndefined()
  expect(() => open({ secretAccessKey: undefined })).toThrow('AWS_SECRET_ACCESS_KEY')
})
