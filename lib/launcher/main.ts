// `npm start`: database, web and one worker, started in order, watched, and ended together.
import fs from 'node:fs'
import path from 'node:path'

export { launchWorker } from './worker-checks'

import { type PostgresServer, startPostgres } from '../db/postgres-server'
import { startGuard } from '../shared/end-with-parent'
import { settleMemory } from '../shared/settle-memory'
import { prepareDatabase } from './database'
import { findKey, keyText } from './encryption-key'
import { lockHome, postgresFolder, prepareHome, removeRuntime, writeRuntime } from './home'
import { explainProblem, StartProblem } from './problem'
import { portProblem, requireFreePort, waitUntilReady } from './readiness'
import { makeSetUpLink, removeSetUpLink } from './set-up-link'
import { addressOf, readSettings, type Settings } from './settings'
import { Supervised } from './supervised'
import type { WebReport } from './web'

const restartPostgresMs = 500

const print = (line: string) => void process.stdout.write(`${line}\n`)
const warn = (line: string) => void process.stderr.write(`${line}\n`)

/** Starts Reef and resolves when it has ended; the result is the exit code. */
export async function launch(root: string): Promise<number> {
  const launcher = new Launcher(root)
  const ended = endRequested()
  try {
    await Promise.race([launcher.start(), ended, launcher.failed])
    await Promise.race([ended, launcher.failed])
    return 0
  } catch (error) {
    warn(explainProblem(error))
    return 1
  } finally {
    await launcher.stop()
  }
}

// A signal, the end of the terminal, or the end of the process that handed over to this one.
function endRequested(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
    process.once('disconnect', () => resolve())
  })
}

class Launcher {
  /** Rejects when something that cannot be mended happens after the start. */
  readonly failed: Promise<never>
  #fail: (problem: Error) => void = () => {}
  readonly #root: string
  readonly #guard = startGuard()
  #settings: Settings | null = null
  #release: (() => void) | null = null
  #postgres: PostgresServer | null = null
  #web: Supervised | null = null
  #worker: Supervised | null = null
  #stopping = false

  constructor(root: string) {
    this.#root = root
    this.failed = new Promise((_, reject) => {
      this.#fail = reject
    })
    this.failed.catch(() => {})
  }

  async start(): Promise<void> {
    const settings = readSettings(process.env, this.#root)
    prepareHome(settings.home)
    this.#release = lockHome(settings.home)
    this.#settings = settings
    await requireFreePort(settings)
    const databaseUrl = settings.databaseUrl ?? (await this.#startPostgres(settings.home))
    const environment = this.#environment(settings, databaseUrl)
    // Loading Next.js takes longer than all checks, so it begins before them; it listens only after them.
    const known = findKey(settings.home, settings.encryptionKey)
    const early = known ? this.#startWeb({ ...environment, REEF_ENCRYPTION_KEY: keyText(known) }) : null
    const { key, claimed } = await prepareDatabase(databaseUrl, settings, this.#root)
    environment.REEF_ENCRYPTION_KEY = key
    this.#worker = this.#supervise('worker', ['build/worker.mjs'], environment)
    const port = await (early ?? this.#startWeb(environment)).listen()
    const address = addressOf(settings, port)
    writeRuntime(settings.home, {
      address,
      listens: `${settings.host}:${port}`,
      databaseUrl,
      pid: process.pid,
      startedAt: new Date().toISOString(),
    })
    await waitUntilReady(settings, port)
    this.#announce(address)
    if (!claimed) {
      const link = await makeSetUpLink(address, settings.home, this.#root, environment)
      print(`Set it up with this link, which works once and for 30 minutes:\n  ${link}`)
    } else removeSetUpLink(settings.home)
    print('Ctrl-C stops it.')
    settleMemory()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all([this.#web?.stop(), this.#worker?.stop()])
    await this.#postgres?.stop()
    if (this.#release && this.#settings) removeRuntime(this.#settings.home)
    this.#release?.()
    this.#guard.dismiss()
  }

  #announce(address: string): void {
    const since = Number(process.env.REEF_STARTED_AT ?? performance.timeOrigin)
    print(`Reef is ready at ${address} (${((Date.now() - since) / 1000).toFixed(1)} s)`)
  }

  async #startPostgres(home: string, port?: number): Promise<string> {
    const postgres = await startPostgres({ folder: postgresFolder(home), ...(port ? { port } : {}) })
    this.#postgres = postgres
    postgres.process.once('exit', (code, signal) => {
      if (this.#stopping) return
      warn(`The database ended (${signal ?? code}) and is started again.`)
      void this.#restartPostgres(home, postgres.port)
    })
    await ensureDatabase(postgres)
    return postgres.url('reef')
  }

  /** Until it is there: a disk that is full, or a process that holds the port, may be gone in a minute. */
  async #restartPostgres(home: string, port: number): Promise<void> {
    for (let told = ''; !this.#stopping; ) {
      try {
        await this.#startPostgres(home, port)
        return
      } catch (error) {
        const { message } = error as Error
        if (message !== told) warn(`${message} It is tried again.`)
        told = message
        await new Promise(resolve => setTimeout(resolve, restartPostgresMs))
      }
    }
  }

  #environment(settings: Settings, databaseUrl: string): NodeJS.ProcessEnv {
    return {
      ...process.env,
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: path.join(this.#root, 'build', 'compile-cache'),
      NEXT_TELEMETRY_DISABLED: '1',
      DATABASE_URL: databaseUrl,
      REEF_HOME: settings.home,
      REEF_LISTEN_HOST: settings.host,
      REEF_LISTEN_PORT: String(settings.port),
    }
  }

  #startWeb(environment: NodeJS.ProcessEnv): { listen(): Promise<number> } {
    let ready: (port: number) => void = () => {}
    let mayListen = false
    const listening = new Promise<number>(resolve => {
      ready = resolve
    })
    const web = this.#supervise(
      'web server',
      ['--max-semi-space-size=4', 'build/web.mjs'],
      environment,
      message => {
        if (message.type === 'listening') {
          // After a crash it comes back under the address that people have open.
          environment.REEF_LISTEN_PORT = String(message.port)
          ready(message.port)
        } else if (this.#settings) {
          const { host, port } = this.#settings
          const isPort = message.code.startsWith('E')
          this.#fail(new StartProblem(isPort ? portProblem(message.code, host, port) : message.message))
        }
      },
      () => mayListen && web.send({ type: 'listen' }),
    )
    this.#web = web
    return {
      listen: () => {
        mayListen = true
        web.send({ type: 'listen' })
        return listening
      },
    }
  }

  #supervise(
    name: string,
    command: string[],
    environment: NodeJS.ProcessEnv,
    onMessage: (message: WebReport) => void = () => {},
    onRestart: () => void = () => {},
  ): Supervised {
    const log = path.join(this.#settings?.home ?? '.', `${name.split(' ')[0]}.log`)
    fs.rmSync(`${log}.old`, { force: true })
    if (fs.existsSync(log)) fs.renameSync(log, `${log}.old`)
    let starts = 0
    return new Supervised({
      name,
      command,
      environment,
      cwd: this.#root,
      log,
      onStart: child => {
        child.on('message', message => onMessage(message as WebReport))
        if (starts++ > 0) onRestart()
      },
      onCrash: line => !this.#stopping && warn(line),
      onChange: () => queueMicrotask(() => this.#watch()),
    })
  }

  #watch(): void {
    const pids = [this.#web?.pid, this.#worker?.pid].filter(pid => typeof pid === 'number')
    this.#guard.watch(pids.map(pid => ({ pid, signal: 'TERM' as const })))
  }
}

async function ensureDatabase(postgres: PostgresServer): Promise<void> {
  const { connect } = await import('./database')
  const client = await connect(postgres.url('postgres'))
  try {
    const found = await client.query(`SELECT 1 FROM pg_database WHERE datname = 'reef'`)
    if (found.rowCount === 0) await client.query('CREATE DATABASE reef')
  } finally {
    await client.end()
  }
}
