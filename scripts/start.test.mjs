import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startPostgres } from '../lib/db/postgres-server'
import { createTestDatabase, testServerVariable } from '../lib/db/testing'
import { ensureBuilt } from './build.mjs'
import {
  descendants,
  removeHome,
  startReef,
  survivors,
  takePort,
  temporaryHome,
  until,
} from './testing/reef-process.mjs'

const homes = []
function newHome() {
  const home = temporaryHome()
  homes.push(home)
  return home
}

beforeAll(ensureBuilt, 300_000)
afterAll(() => homes.forEach(removeHome))

const failure = line => ({ code: 1, signal: null, stdout: '', stderr: expect.stringMatching(line) })
const oneLine = result => expect(result.stderr.trim().split('\n')).toHaveLength(1)

describe('a start on an empty folder', () => {
  const home = newHome()

  test('is ready, prints a set-up link, and Ctrl-C leaves nothing behind', async () => {
    const reef = startReef({ home })
    const { address, link } = await reef.ready()
    expect((await fetch(`${address}/api/v1/health`)).status).toBe(200)
    expect(link).toMatch(/\/setup#\S{43,}$/)
    expect(fs.readFileSync(path.join(home, 'setup-link'), 'utf8').trim()).toBe(link)
    for (const name of ['setup-link', 'encryption-key', 'runtime.json', path.join('postgres', 'password')]) {
      expect([name, fs.statSync(path.join(home, name)).mode & 0o777]).toEqual([name, 0o600])
    }
    const processes = descendants(reef.pid)
    expect(processes.length).toBeGreaterThan(5)
    reef.kill('SIGINT')
    expect(await reef.ended).toMatchObject({ code: 0, stderr: '' })
    expect(survivors(processes)).toEqual([])
    expect(fs.existsSync(path.join(home, 'runtime.json'))).toBe(false)
  }, 60_000)

  test('can be repeated: the same data and key, a new link', async () => {
    const key = fs.readFileSync(path.join(home, 'encryption-key'), 'utf8')
    const before = fs.readFileSync(path.join(home, 'setup-link'), 'utf8').trim()
    const reef = startReef({ home })
    const { link } = await reef.ready()
    expect(link).not.toBe(before)
    expect(fs.readFileSync(path.join(home, 'encryption-key'), 'utf8')).toBe(key)
    const second = await startReef({ home }).ended
    expect(second).toMatchObject(failure(/already running on/))
    oneLine(second)
    reef.kill('SIGTERM')
    expect(await reef.ended).toMatchObject({ code: 0 })
  }, 60_000)

  test('a missing key is refused, nothing is touched, and the restored key works', async () => {
    const file = path.join(home, 'encryption-key')
    fs.renameSync(file, `${file}.away`)
    const result = await startReef({ home }).ended
    expect(result).toMatchObject(failure(/encryption key is missing.*Restore/))
    oneLine(result)
    expect(fs.existsSync(file)).toBe(false)
    const bad = await startReef({ home, variables: { REEF_ENCRYPTION_KEY: 'no key' } }).ended
    expect(bad).toMatchObject(failure(/must be 32 bytes in base64 or hex.*REEF_ENCRYPTION_KEY/))
    oneLine(bad)
    const another = Buffer.alloc(32, 1).toString('base64')
    const wrong = await startReef({ home, variables: { REEF_ENCRYPTION_KEY: another } }).ended
    expect(wrong).toMatchObject(failure(/REEF_ENCRYPTION_KEY is not the one/))
    fs.renameSync(`${file}.away`, file)
    const reef = startReef({ home })
    await reef.ready()
    reef.kill('SIGINT')
    await reef.ended
  }, 60_000)
})

describe('when processes are killed', () => {
  const home = newHome()

  test('a killed web server and a killed worker come back', async () => {
    const reef = startReef({ home })
    const { address } = await reef.ready()
    const health = () =>
      fetch(`${address}/api/v1/health`).then(
        answer => answer.status === 200,
        () => false,
      )
    for (const program of ['build/web.mjs', 'build/worker.mjs']) {
      const find = () => descendants(reef.pid).find(({ command }) => command.includes(program))
      const killed = find()
      process.kill(killed.pid, 'SIGKILL')
      await until(`${program} again`, () => (find()?.pid ?? killed.pid) !== killed.pid)
      await until(`health after ${program}`, health)
    }
    expect(reef.output.stderr).toMatch(/The web server ended \(SIGKILL\).*The worker ended \(SIGKILL\)/s)
    reef.kill('SIGINT')
    await reef.ended
  }, 60_000)

  test('the end of the launcher by SIGKILL ends all others', async () => {
    const reef = startReef({ home })
    await reef.ready()
    const processes = descendants(reef.pid)
    reef.kill('SIGKILL')
    await reef.ended
    await until('all processes gone', () => survivors(processes).length === 0)
  }, 60_000)

  test('the end of npm, by SIGTERM or SIGKILL, ends all', async () => {
    for (const signal of ['SIGTERM', 'SIGKILL']) {
      const reef = startReef({ home, program: ['npm', 'start'] })
      await reef.ready()
      const processes = descendants(reef.pid)
      expect(processes.some(one => one.command.includes('build/web.mjs'))).toBe(true)
      reef.kill(signal)
      await reef.ended
      await until(`all processes gone after ${signal}`, () => survivors(processes).length === 0)
    }
  }, 60_000)

  test('a start takes over from one of which every process was killed', async () => {
    const reef = startReef({ home })
    await reef.ready()
    const processes = descendants(reef.pid)
    for (const pid of [reef.pid, ...processes.map(one => one.pid)]) process.kill(pid, 'SIGKILL')
    await reef.ended
    expect(fs.existsSync(path.join(home, 'postgres', 'data', 'postmaster.pid'))).toBe(true)
    const again = startReef({ home })
    await again.ready()
    again.kill('SIGINT')
    expect(await again.ended).toMatchObject({ code: 0, stderr: '' })
  }, 60_000)

  test('a start ends a database server that was left over', async () => {
    const reef = startReef({ home })
    await reef.ready()
    const processes = descendants(reef.pid)
    const isDatabase = one => /bin\/postgres/.test(one.command)
    const others = processes.filter(one => !one.command.includes('postgres'))
    for (const pid of [reef.pid, ...others.map(one => one.pid)]) process.kill(pid, 'SIGKILL')
    await reef.ended
    expect(survivors(processes).some(isDatabase)).toBe(true)
    const again = startReef({ home })
    await again.ready()
    expect(survivors(processes).filter(isDatabase)).toEqual([])
    again.kill('SIGINT')
    await again.ended
  }, 60_000)
})

describe('what is refused with one line', () => {
  const refused = async (line, variables, home = newHome()) => {
    const result = await startReef({ home, variables }).ended
    expect(result).toMatchObject(failure(line))
    oneLine(result)
    return home
  }

  test('a taken port', async () => {
    const taken = await takePort()
    const home = await refused(new RegExp(`Port ${taken.port} on 127.0.0.1 is taken`), {
      PORT: String(taken.port),
    })
    expect(fs.existsSync(path.join(home, 'postgres'))).toBe(false)
    await taken.release()
  })

  test('a wrong DATABASE_URL, in each of the ways it can be wrong', async () => {
    const server = process.env[testServerVariable]
    const other = change => {
      const url = new URL(server)
      change(url)
      return url.href
    }
    const free = await takePort()
    await free.release()
    await refused(/not an address that starts with postgres/, { DATABASE_URL: 'mysql://localhost/reef' })
    await refused(/nothing answers at/, { DATABASE_URL: `postgres://reef@127.0.0.1:${free.port}/reef` })
    await refused(/refuses the user reef or the password/, {
      DATABASE_URL: other(url => {
        url.password = 'wrong'
      }),
    })
    await refused(/the database absent does not exist/, {
      DATABASE_URL: other(url => {
        url.pathname = '/absent'
      }),
    })
  }, 60_000)

  test('an address on the network without REEF_ORIGIN', async () => {
    await refused(/HOST=0.0.0.0 would open Reef to the network/, { HOST: '0.0.0.0' })
  })

  test('a data folder that cannot be made', async () => {
    const file = path.join(path.dirname(newHome()), 'file')
    fs.writeFileSync(file, '')
    await refused(/REEF_HOME .*file/, {}, path.join(file, 'home'))
  })

  test('a full disk', async context => {
    const folder = path.dirname(newHome())
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=40m,mode=777', 'tmpfs', folder])
    if (mounted.status !== 0) return context.skip('needs the right to mount a small file system')
    try {
      await refused(/The disk that holds .* is full/, {}, path.join(folder, 'home'))
      const cluster = path.join(folder, 'postgres')
      fs.writeFileSync(path.join(folder, 'filler'), Buffer.alloc(32 * 1024 * 1024))
      await expect(startPostgres({ folder: cluster })).rejects.toThrow(/^The disk that holds .* is full\.$/)
      expect(fs.readdirSync(cluster)).toEqual(['password'])
    } finally {
      spawnSync('umount', [folder])
    }
  }, 30_000)
})

test('an own Postgres instead of the embedded one', async () => {
  const database = await createTestDatabase()
  const home = newHome()
  const reef = startReef({ home, variables: { DATABASE_URL: database.url } })
  await reef.ready()
  expect(fs.existsSync(path.join(home, 'postgres'))).toBe(false)
  reef.kill('SIGINT')
  expect(await reef.ended).toMatchObject({ code: 0, stderr: '' })
  await database.drop()
}, 60_000)

test('a plain user, when this is root', async context => {
  const wrapper = ['runuser', '-u', 'nobody', '--']
  const readable =
    process.getuid?.() === 0
      ? spawnSync(wrapper[0], [...wrapper.slice(1), process.execPath, '--check', import.meta.filename])
      : null
  if (readable?.status !== 0) return context.skip('needs root, runuser, and a project that others may read')
  const home = newHome()
  const reef = startReef({ home, wrapper })
  await reef.ready()
  expect(fs.statSync(home).mode & 0o777).toBe(0o700)
  const processes = descendants(reef.pid)
  reef.kill('SIGTERM')
  await reef.ended
  expect(survivors(processes)).toEqual([])
}, 60_000)
