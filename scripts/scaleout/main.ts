/** Three workers and two web processes on hosts of their own: what they share, and what happens when one is gone. */
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { startS3Server } from '../../lib/files/testing/s3-server'
import { type QuickModel, startQuickModel } from '../bench/quick-model'
import { machineLine } from '../bench/report'
import { quantile } from '../bench/statistics'
import { until } from '../testing/reef-process.mjs'
import { WebClient } from './client'
import { Started, startDatabase } from './hosts'
import { forward, type Host, makeHosts, outside, reasonAgainst, removeHosts } from './network'

const port = 3000
const modelPort = 9100
const publicHost = 'reef.example.net:3000'
const runs = 24
const steps = 15
const keys = { region: 'us-east-1', accessKeyId: 'AKEXAMPLE', secretAccessKey: 'secret-of-the-store' }

interface Finding {
  promise: string
  holds: boolean
  detail: string
}

interface Installation {
  databaseUrl: string
  webs: [WebClient, WebClient]
  last: Host
  objects: Map<string, Buffer>
  model: QuickModel
}

/** Returns the exit code: 1 when a promise was broken; 0 also where it cannot be tried. */
export async function runScaleout(root: string): Promise<number> {
  const reason = reasonAgainst()
  if (reason) {
    process.stdout.write(`Skipped: ${reason}.\n`)
    return 0
  }
  process.stdout.write(`${machineLine()}\n`)
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reef-scaleout-'))
  fs.chmodSync(folder, 0o711)
  const started = new Started(folder)
  const ends: (() => unknown)[] = [() => fs.rmSync(folder, { recursive: true, force: true }), removeHosts]
  const interrupted = Promise.withResolvers<never>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => interrupted.reject(new Error(`Ended by ${signal}`)))
  try {
    return await Promise.race([play(root, folder, started, ends), interrupted.promise])
  } finally {
    await started.end()
    for (const end of ends.reverse()) await end()
  }
}

async function play(
  root: string,
  folder: string,
  started: Started,
  ends: (() => unknown)[],
): Promise<number> {
  const installation = await begin(root, folder, started, ends).catch((error: unknown) => {
    process.stderr.write(started.lastWords())
    throw error
  })
  const findings = await measure(installation)
  const lines = findings.map(
    ({ promise, holds, detail }) => `${holds ? 'holds ' : 'BROKEN'}  ${promise}: ${detail}`,
  )
  process.stdout.write(`\n${lines.join('\n')}\n`)
  return findings.every(({ holds }) => holds) ? 0 : 1
}

async function begin(
  root: string,
  folder: string,
  started: Started,
  ends: (() => unknown)[],
): Promise<Installation> {
  const [database, first, second, last] = makeHosts(['db', 'a', 'b', 'c']) as [Host, Host, Host, Host]
  const model = await startQuickModel()
  model.pace(60)
  const gate = await forward(modelPort, Number(new URL(model.server.url).port))
  const store = await startS3Server('reef', keys, outside)
  ends.push(
    () => model.server.close(),
    () => gate.close(),
    () => store.close(),
  )
  const databaseUrl = await startDatabase(database, started, folder)
  const shared = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    DATABASE_URL: databaseUrl,
    REEF_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    REEF_FILES_URL: 's3://reef/files',
    AWS_ENDPOINT_URL: store.url,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    OPENAI_API_KEY: 'key-of-the-measurement',
    OPENAI_BASE_URL: `http://${outside}:${modelPort}/v1`,
    REEF_MODEL: 'openai:bench-model',
    REEF_DISCOVER: 'off',
  }
  const node = process.execPath
  const homeOf = (host: Host): string => path.join(folder, `home-${host.name}`)
  for (const host of [first, second]) {
    const web = { HOST: host.address, PORT: String(port), REEF_ORIGIN: `http://${publicHost}` }
    started.start(
      host.name,
      host,
      [node, 'scripts/start.mjs'],
      { ...shared, ...web, REEF_HOME: homeOf(host) },
      root,
    )
    await until(
      `the web process of ${host.name}`,
      () => /Ctrl-C stops it/.test(fs.readFileSync(started.logOf(host.name), 'utf8')),
      120_000,
    )
  }
  started.start('c', last, [node, 'scripts/worker.mjs'], { ...shared, REEF_HOME: homeOf(last) }, root)
  const webs: [WebClient, WebClient] = [
    new WebClient(first.address, port, publicHost),
    new WebClient(second.address, port, publicHost),
  ]
  // Each start prints a link of its own; the latest one counts.
  await signIn(webs, started.logOf(second.name))
  await until(
    'three workers',
    async () => (await webs[0].json<{ workers: number }>('GET', '/health')).workers === 3,
    60_000,
  )
  return { databaseUrl, webs, last, objects: store.objects, model }
}

/** Makes the owner at the first web process; the second has to know the session. */
async function signIn([first, second]: [WebClient, WebClient], log: string): Promise<void> {
  const link = /https?:\/\/\S+\/setup#(\S+)/.exec(fs.readFileSync(log, 'utf8'))?.[1]
  const token = link?.replace('token=', '') ?? ''
  const owner = { name: 'Ada', email: 'ada@example.com', password: 'a long pass phrase for measuring' }
  const answer = await first.request('POST', '/setup', { ...owner, token, workspaceName: 'Wide' })
  if (answer.status >= 300) throw new Error(`Set-up was refused: ${answer.status} ${answer.body}`)
  const cookie = answer.cookies.find(each => each.startsWith('reef.session_token=')) ?? ''
  first.headers = { cookie }
  second.headers = { cookie }
}

async function measure(installation: Installation): Promise<Finding[]> {
  const { webs, databaseUrl } = installation
  const [first, second] = webs
  const known = await Promise.all(webs.map(web => web.request('GET', '/me')))
  const findings: Finding[] = [
    {
      promise: 'a session of one web process is one of the other',
      holds: known.every(({ status }) => status === 200),
      detail: `/me answers ${known.map(({ status }) => status).join(' and ')}`,
    },
  ]
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    findings.push(...(await crowd(installation, client)))
    findings.push(await powerCut(installation, client))
    findings.push(...(await sharedFiles(first, second, client)))
  } finally {
    await client.end()
  }
  return findings
}

async function sharedFiles(first: WebClient, second: WebClient, client: Client): Promise<Finding[]> {
  const { runId, path: file } = await oneFile(first)
  const text = await second.request('GET', `/runs/${runId}/files?path=${encodeURIComponent(file)}`)
  const { rows } = await client.query<{ stored: number; inside: number }>(
    `SELECT count(*)::int AS stored, count("bytes")::int AS inside FROM "File"`,
  )
  const { stored, inside } = rows[0] ?? { stored: 0, inside: 0 }
  return [
    {
      promise: 'a file of one host is read through another',
      holds: text.status === 200 && text.body === 'hello\n',
      detail: `${text.status}, ${text.body.length} bytes`,
    },
    {
      promise: 'bytes lie in the object store, none in Postgres',
      holds: stored > 0 && inside === 0,
      detail: `${stored} files, ${inside} of them in Postgres`,
    },
  ]
}

async function assign(web: WebClient, instructions: string): Promise<string> {
  const { run } = await web.json<{ run: { id: string } }>('POST', '/tasks', { instructions })
  return run.id
}

/** Many runs, assigned at both web processes, each watched at the other one. */
async function crowd({ webs, model }: Installation, client: Client): Promise<Finding[]> {
  model.call(step => ({ name: 'bash', input: { command: `echo ${step} >> log.txt` } }))
  const startedAt = performance.now()
  const watched = await Promise.all(
    Array.from({ length: runs }, async (_, index) => {
      const [here, there] = index % 2 === 0 ? webs : ([webs[1], webs[0]] as const)
      const runId = await assign(here, `Crowd ${index}. [steps ${steps}]`)
      return { runId, seen: await there.watch(runId) }
    }),
  )
  const seconds = (performance.now() - startedAt) / 1_000
  const { rows } = await client.query<{ runId: string; events: number }>(
    `SELECT "runId", count(*)::int AS events FROM "Event" WHERE "runId" = ANY($1) GROUP BY 1`,
    [watched.map(({ runId }) => runId)],
  )
  const counted = new Map(rows.map(row => [row.runId, row.events]))
  const whole = watched.filter(
    ({ runId, seen }) => seen.length === counted.get(runId) && seen.every((seq, at) => seq === at + 1),
  )
  const shares = await client.query<{ runs: number }>(
    `SELECT count(DISTINCT "runId")::int AS runs FROM "Event" WHERE type = 'run-claimed' AND "runId" = ANY($1)
      GROUP BY data->>'workerId' ORDER BY 1 DESC`,
    [watched.map(({ runId }) => runId)],
  )
  const events = [...counted.values()].reduce((sum, count) => sum + count, 0)
  return [
    {
      promise: 'a run of one web process is watched whole at the other',
      holds: whole.length === runs,
      detail: `${whole.length} of ${runs} runs, ${events} events in ${seconds.toFixed(1)} s (${Math.round(events / seconds)} /s)`,
    },
    {
      promise: 'all three workers work',
      holds: shares.rows.length === 3,
      detail: `they took ${shares.rows.map(row => row.runs).join(', ')} runs`,
    },
  ]
}

/** The cable of a host with a worker is cut in the middle of its runs. */
async function powerCut({ webs, last, model }: Installation, client: Client): Promise<Finding> {
  model.pace(300)
  const ids = await Promise.all(
    Array.from({ length: 9 }, (_, index) => assign(webs[0], `Cut ${index}. [steps 30]`)),
  )
  const ofHost = async (): Promise<string[]> => {
    const { rows } = await client.query<{ id: string }>(
      `SELECT r."id" FROM "Run" r JOIN "Worker" w ON w."id" = r."workerId"
        WHERE r."status" = 'running' AND r."steps" > 2 AND r."id" = ANY($1) AND EXISTS (SELECT 1 FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory'
          AND l.objid = w."lockKey"::oid AND a.client_addr = $2::inet)`,
      [ids, last.address],
    )
    return rows.map(row => row.id)
  }
  const lost = await until('runs on the host that is cut', async () => {
    const found = await ofHost()
    return found.length > 0 ? found : null
  })
  const cutAt = Date.now()
  last.cable('down')
  const times = await Promise.all(
    (lost as string[]).map(async runId => {
      const back = await until(
        `run ${runId} to be taken over`,
        async () => {
          const { rows } = await client.query<{ at: string }>(
            `SELECT to_char(max("at"), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at FROM "Event" WHERE "runId" = $1 AND type = 'run-claimed'`,
            [runId],
          )
          const at = Date.parse(rows[0]?.at ?? '')
          return at > cutAt ? at : null
        },
        30_000,
      )
      return (back as number) - cutAt
    }),
  )
  await until(
    'all runs to end',
    async () =>
      (await client.query(`SELECT 1 FROM "Run" WHERE "id" = ANY($1) AND "status" <> 'succeeded'`, [ids]))
        .rowCount === 0,
    90_000,
  )
  last.cable('up')
  const most = Math.max(...times)
  return {
    promise: 'a host whose cable is cut: its runs are taken over in under 5 s',
    holds: most < 5_000,
    detail: `${times.length} runs, median ${quantile(times, 0.5)} ms, at most ${most} ms; all ${ids.length} runs ended well`,
  }
}

async function oneFile(web: WebClient): Promise<{ runId: string; path: string }> {
  const files = [{ path: 'hello.txt', content: 'hello\n' }]
  const { run } = await web.json<{ run: { id: string } }>('POST', '/tasks', { instructions: 'Keep.', files })
  await until('the run with the file', async () => {
    const { status } = await web.json<{ status: string }>('GET', `/runs/${run.id}`)
    return status === 'succeeded'
  })
  return { runId: run.id, path: 'hello.txt' }
}
