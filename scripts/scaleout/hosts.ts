/** What runs on the hosts: an ordinary Postgres, two of `npm start`, one of `npm run worker`. */
import type { ChildProcess } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { postgresPrograms, postgresUser } from '../../lib/db/postgres-programs'
import { startPostgres } from '../../lib/db/postgres-server'
import { until } from '../testing/reef-process.mjs'
import type { Host } from './network'

/** Programs that were started, to be ended in the opposite order. */
export class Started {
  private readonly programs: { name: string; child: ChildProcess; signal: NodeJS.Signals }[] = []

  constructor(private readonly folder: string) {}

  start(
    name: string,
    host: Host,
    command: string[],
    env: Record<string, string | undefined>,
    cwd: string,
    signal: NodeJS.Signals = 'SIGTERM',
  ): ChildProcess {
    const log = fs.openSync(this.logOf(name), 'a')
    const child = host.run(command, { env: env as NodeJS.ProcessEnv, cwd, log })
    fs.closeSync(log)
    this.programs.push({ name, child, signal })
    return child
  }

  logOf(name: string): string {
    return path.join(this.folder, `${name}.log`)
  }

  /** The last lines of every program, for when one of them does not come up. */
  lastWords(): string {
    return this.programs
      .map(({ name }) => `${name}: ${fs.readFileSync(this.logOf(name), 'utf8').slice(-600)}\n`)
      .join('')
  }

  async end(): Promise<void> {
    for (const { child, signal } of this.programs.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const gone = new Promise(resolve => child.once('exit', resolve))
      child.kill(signal)
      const late = setTimeout(() => child.kill('SIGKILL'), 15_000)
      await gone
      clearTimeout(late)
    }
  }
}

/** Makes a cluster that takes connections from the other hosts with a password, and starts it. Returns its address. */
export async function startDatabase(host: Host, started: Started, folder: string): Promise<string> {
  const own = path.join(folder, 'postgres')
  // The cluster is made as for `npm start`; from then on it is an ordinary Postgres.
  await (await startPostgres({ folder: own })).stop()
  const data = path.join(own, 'data')
  fs.appendFileSync(path.join(data, 'pg_hba.conf'), 'host all all 10.77.0.0/24 scram-sha-256\n')
  const user = postgresUser()
  const { postgres } = postgresPrograms(user)
  const as = user ? ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'] : []
  const settings = [`listen_addresses=${host.address}`, 'unix_socket_directories=', 'max_connections=200']
  const flags = settings.flatMap(setting => ['-c', setting])
  const environment = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }
  started.start(
    'postgres',
    host,
    [...as, postgres, '-D', data, '-p', '5432', ...flags],
    environment,
    '/',
    'SIGINT',
  )
  await until('Postgres', () =>
    /ready to accept connections/.test(fs.readFileSync(started.logOf('postgres'), 'utf8')),
  )
  const password = fs.readFileSync(path.join(own, 'password'), 'utf8').trim()
  return `postgresql://reef:${password}@${host.address}:5432/postgres`
}
