import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  addPerson,
  addWorkspace,
  openTestInstallation,
  type TestPerson,
} from '@/lib/accounts/testing/installation'
import { POST as sendFile } from './route'

let close: () => Promise<void>
let person: TestPerson
beforeAll(async () => {
  close = await openTestInstallation()
  person = await addPerson(await addWorkspace('Reef'), 'member')
})
afterAll(() => close())

/** A body that is made while it is sent; tells how much of it was asked for. */
function endless(megabytes: number): { body: ReadableStream<Uint8Array>; sent: () => number } {
  const piece = new Uint8Array(1024 * 1024)
  let sent = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent === megabytes) return controller.close()
      sent += 1
      controller.enqueue(piece)
    },
  })
  return { body, sent: () => sent }
}

async function upload(body: ReadableStream<Uint8Array>, headers: Record<string, string> = {}) {
  const request = new Request('http://localhost:3000/api/v1/files', {
    method: 'POST',
    headers: {
      host: 'localhost:3000',
      origin: 'http://localhost:3000',
      'sec-fetch-site': 'same-origin',
      'content-type': 'application/octet-stream',
      cookie: person.cookie,
      ...headers,
    },
    body,
    duplex: 'half',
  } as RequestInit)
  const response = await sendFile(request, { params: Promise.resolve({}) })
  return { status: response.status, body: await response.json() }
}

test('an upload of 200 MB is refused while it arrives, and before it when it says how long it is', async () => {
  const before = process.memoryUsage()
  const long = endless(200)
  const refused = await upload(long.body)
  expect([refused.status, refused.body.error.code]).toEqual([413, 'too-large'])
  expect(long.sent()).toBeLessThan(40)
  const after = process.memoryUsage()
  expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(80 * 1024 * 1024)
  const announced = endless(200)
  const told = await upload(announced.body, { 'content-length': String(200 * 1024 * 1024) })
  expect([told.status, announced.sent() < 3]).toEqual([413, true])
})

test('an upload of nothing is a file of nothing; the same bytes are one file', async () => {
  const first = await upload(endless(1).body)
  const second = await upload(endless(1).body)
  expect([first.status, second.body]).toEqual([201, first.body])
  expect((await upload(endless(0).body)).body.size).toBe(0)
})
