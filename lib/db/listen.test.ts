import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { expect, test, vi } from 'vitest'
import { openListener } from './listen'
import { startPostgres } from './postgres-server'
import { administer, createTestDatabase } from './testing'

test('a connection that is ended comes back by itself, told once, and hears again', async () => {
  const database = await createTestDatabase()
  const heard: string[] = []
  let connects = 0
  let losses = 0
  const listener = await openListener({
    connectionString: database.url,
    channels: ['news'],
    onNotice: (_, payload) => heard.push(payload),
    onConnect: async () => {
      connects += 1
    },
    onLost: () => {
      losses += 1
    },
  })
  const pid = await listener.client()?.query('SELECT pg_backend_pid() AS pid')
  await administer(database.url, `SELECT pg_terminate_backend(${pid?.rows[0].pid})`)
  await vi.waitFor(() => expect(connects).toBe(2), { timeout: 45_000 })
  await administer(database.url, `SELECT pg_notify('news', 'again')`)
  await vi.waitFor(() => expect(heard).toEqual(['again']), { timeout: 45_000 })
  expect(losses).toBe(1)
  await listener.close()
  await database.drop()
})

test('while the server is away it knocks at one door at a time, and comes back when the server does', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reef-listen-'))
  chmodSync(folder, 0o711)
  const first = await startPostgres({ folder: join(folder, 'postgres'), disposable: true })
  let losses = 0
  const listener = await openListener({
    connectionString: first.url('postgres'),
    channels: ['news'],
    onNotice: () => undefined,
    onLost: () => {
      losses += 1
    },
  })
  const ended = new Promise(resolve => first.process.once('exit', resolve))
  process.kill(first.process.pid ?? 0, 'SIGKILL')
  await ended
  // In the server's place: takes connections and drops them.
  let knocks = 0
  const door = createServer((socket: Socket) => {
    knocks += 1
    socket.destroy()
  })
  await vi.waitFor(() => openDoor(door, first.port), { timeout: 45_000 })
  const openedAt = Date.now()
  await vi.waitFor(() => expect(knocks).toBeGreaterThan(3), { timeout: 45_000 })
  const mostKnocks = (Date.now() - openedAt) / 250 + 1
  await new Promise(resolve => door.close(resolve))
  expect(losses).toBe(1)
  expect(knocks).toBeLessThanOrEqual(mostKnocks)
  const second = await startPostgres({ folder: join(folder, 'postgres'), port: first.port, disposable: true })
  await vi.waitFor(() => expect(listener.client()).toBeInstanceOf(Client), { timeout: 45_000 })
  await listener.close()
  await second.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The killed server's own processes hold its port until each has noticed. */
function openDoor(door: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    door.once('error', reject)
    door.listen(port, '127.0.0.1', () => {
      door.off('error', reject)
      resolve()
    })
  })
}
