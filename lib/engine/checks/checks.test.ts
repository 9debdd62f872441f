// What each kind of check sees: real files in a store, real answers over HTTP, and what a judge said.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MemoryStore } from '../../files/memory-store'
import type { FileTree } from '../../files/schema'
import { webPolicy } from '../../web/fetch'
import { checkFile, checkJson, valueAt } from './file-check'
import { checkHttp } from './http-check'
import { judgeRequest, judgeVerdict } from './judge'

const never = new AbortController().signal
const store = new MemoryStore()
let files: FileTree = {}
let server: Server
let address = ''
let open = webPolicy

beforeAll(async () => {
  files = {
    'report.md': await store.write(Buffer.from('# Report\nAll is well.\n')),
    'out.json': await store.write(Buffer.from('{"total": 13, "rows": [{"a/b": 1}, {"~": null}], "": 0}')),
    'bad.json': await store.write(Buffer.from('{"total": ')),
  }
  server = createServer((request, response) => {
    response
      .writeHead(request.url === '/ok' ? 200 : 404, { 'content-type': 'text/plain' })
      .end('the tide is high')
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  address = `http://127.0.0.1:${port}`
  open = { ...webPolicy, allowPrivate: [`127.0.0.1:${port}`] }
})
afterAll(() => server.close())

describe('files', () => {
  const look = (path: string, more: object = {}) =>
    checkFile({ type: 'file', required: true, exists: true, path, ...more }, { files, store })

  test.each([
    ['report.md', {}, true],
    ['missing.md', {}, false],
    ['missing.md', { exists: false }, true],
    ['report.md', { exists: false }, false],
    ['report.md', { contains: 'All is well' }, true],
    ['report.md', { contains: 'all is well' }, false],
    ['constructor', {}, false],
  ])('%s %j: %s', async (path, more, passed) => {
    expect((await look(path, more)).passed).toBe(passed)
  })
})

describe('JSON', () => {
  const look = (path: string, pointer: string, equals?: number | string | object) =>
    checkJson(
      {
        type: 'json',
        required: true,
        path,
        pointer,
        ...(equals === undefined ? {} : { equals: equals as number }),
      },
      { files, store },
    )

  test.each([
    ['out.json', '/total', 13, true],
    ['out.json', '/total', 12, false],
    ['out.json', '/total', '13', false],
    ['out.json', '/rows/0/a~1b', 1, true],
    ['out.json', '/rows/1', { '~': null }, true],
    ['out.json', '/rows/2', undefined, false],
    ['out.json', '/rows/-1', undefined, false],
    ['out.json', '/toString', undefined, false],
    ['bad.json', '/total', undefined, false],
    ['none.json', '', undefined, false],
  ] as const)('%s%s is %j: %s', async (path, pointer, equals, passed) => {
    expect((await look(path, pointer, equals)).passed).toBe(passed)
  })

  test('pointers are read as RFC 6901 says', () => {
    const whole = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'm~n': 8, ' ': 7 }
    const pointers = ['', '/foo/0', '/', '/a~1b', '/m~0n', '/ ', '/foo/01']
    expect(pointers.map(pointer => valueAt(whole, pointer))).toEqual([whole, 'bar', 0, 1, 8, 7, undefined])
  })
})

describe('an address', () => {
  const ask = (path: string, more: object = {}) =>
    checkHttp({ type: 'http', required: true, status: 200, url: `${address}${path}`, ...more }, never, open)

  test('that is inside the house is refused by the guard', async () => {
    const url = `${address}/ok`
    const verdict = await checkHttp({ type: 'http', required: true, status: 200, url }, never)
    expect(verdict.passed).toBe(false)
    expect(verdict.output).not.toContain('the tide')
  })

  test.each([
    ['/ok', {}, true],
    ['/ok', { contains: 'tide' }, true],
    ['/ok', { contains: 'storm' }, false],
    ['/gone', {}, false],
    ['/gone', { status: 404 }, true],
  ])('%s %j: %s', async (path, more, passed) => {
    expect((await ask(path, more)).passed).toBe(passed)
  })
})

describe('a judge', () => {
  const materials = [
    { name: 'final answer', text: 'I wrote\nthe letter.' },
    { name: 'file letter.txt', text: 'Dear Ada, we kindly ask you to pay.' },
  ]
  const verdict = (passed: boolean, quotes: string[]) =>
    judgeVerdict(`Here it is: ${JSON.stringify({ passed, reason: 'So it is.', quotes })}`, materials)

  test.each([
    ['a quote that is there', true, ['we kindly ask you'], true],
    ['a quote over a line break', true, ['wrote the letter'], true],
    ['no quote', true, [], false],
    ['a quote that is too short to show anything', true, ['Ada'], false],
    ['one invented quote beside a true one', true, ['we kindly ask you', 'all tests pass'], false],
    ['a no needs no quote', false, [], false],
  ])('R43: %s', (_, passed, quotes, expected) => {
    expect(verdict(passed, quotes).passed).toBe(expected)
  })

  test.each(['', 'passed', '{"passed": "yes"}', '{"passed": true'])(
    'R43: words that are no verdict: %j',
    said => {
      expect(judgeVerdict(said, materials).passed).toBe(false)
    },
  )

  test('the material cannot end itself: its mark is new each time', () => {
    const [first, second] = [judgeRequest('polite', materials), judgeRequest('polite', materials)]
    expect(JSON.stringify(first.messages)).not.toBe(JSON.stringify(second.messages))
    expect(first.tools).toEqual([])
  })
})
