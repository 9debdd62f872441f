/** The processes of the Reef that is tormented: those of `npm start`, and further workers of our own. */
import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { Client } from 'pg'
import type { Bed } from '../bench/bed'
import { descendants } from '../testing/reef-process.mjs'

export type Target = 'worker' | 'web' | 'Postgres'

const restartMs = 300

/** One more worker, as `npm run worker` starts it, and started again when it dies. */
class ExtraWorker {
  private child: ChildProcess | undefined
  private stopping = false
  private over = Promise.resolve()

  constructor(
    private readonly root: string,
    private readonly variables: NodeJS.ProcessEnv,
  ) {
    this.start()
  }

  private start(): void {
    const program = path.join(this.root, 'scripts', 'worker.mjs')
    const child = spawn(process.execPath, [program], {
      cwd: this.root,
      env: this.variables,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    this.child = child
    this.over = new Promise(resolve => child.once('exit', () => resolve()))
    child.once('exit', () => {
      if (!this.stopping) setTimeout(() => this.stopping || this.start(), restartMs)
    })
  }

  get pid(): number | undefined {
    return this.child?.pid
  }

  /** A worker that is asked to stop hands its runs over first. */
  async stop(): Promise<void> {
    this.stopping = true
    this.child?.kill('SIGTERM')
    await this.over
  }
}

export class Crew {
  private readonly workers: ExtraWorker[]

  constructor(
    private readonly bed: Bed,
    extraWorkers: number,
    variables: Record<string, string>,
  ) {
    const { PATH, HOME } = process.env
    const environment = { PATH, HOME, REEF_HOME: bed.home, DATABASE_URL: bed.databaseUrl, ...variables }
    this.workers = Array.from(
      { length: extraWorkers },
      () => new ExtraWorker(bed.root, environment as unknown as NodeJS.ProcessEnv),
    )
  }

  /**
   * Kills it without a word: a worker that has this run, or one that it has started. Returns when, and the run that lost
   * its worker, or the one that was named; null when there is nobody to kill at this moment.
   */
  async kill(target: Target, of: string): Promise<{ at: number; runId: string } | null> {
    const found = target === 'worker' ? await this.ownerOf(of) : { pid: this.find(target), id: of }
    if (!found?.pid) return null
    try {
      const at = Date.now()
      process.kill(found.pid, 'SIGKILL')
      return { at, runId: found.id }
    } catch {
      return null
    }
  }

  private find(target: 'web' | 'Postgres'): number | null {
    const pattern = target === 'web' ? /build\/web\.mjs/ : /postgres -D /
    return (
      descendants(this.bed.pid).find((one: { command: string }) => pattern.test(one.command))?.pid ?? null
    )
  }

  /** Whoever works on the run, or else on one of those that it has started. */
  private async ownerOf(runId: string): Promise<{ pid: number; id: string } | null> {
    const rows = await this.query<{ pid: number; id: string }>(
      `SELECT w."pid", r."id" FROM "Run" r JOIN "Worker" w ON w."id" = r."workerId"
        WHERE r."status" = 'running' AND (r."id" = $1 OR r."parentRunId" = $1) ORDER BY r."id" = $1 DESC LIMIT 1`,
      [runId],
    ).catch(() => [])
    return rows[0] ?? null
  }

  /** When the database takes connections again, after its death. */
  async untilBack(): Promise<number> {
    for (;;) {
      const isBack = await this.query('SELECT 1').then(
        () => true,
        () => false,
      )
      if (isBack) return Date.now()
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }

  /** Asks the database, on a connection of its own: the last one may have died with its server. */
  async query<Row>(sql: string, values: unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.bed.databaseUrl, connectionTimeoutMillis: 5_000 })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return (await client.query(sql, values)).rows as Row[]
    } finally {
      await client.end().catch(() => undefined)
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map(worker => worker.stop()))
  }
}
