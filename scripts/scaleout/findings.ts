/** What has to hold of an installation on several hosts, each promise with what was found. */
import { Client } from 'pg'
import type { QuickModel } from '../bench/quick-model'
import { quantile } from '../bench/statistics'
import { until } from '../testing/reef-process.mjs'
import type { WebClient } from './client'
import type { Host } from './network'

const runs = 24
const steps = 15

export interface Finding {
  promise: string
  holds: boolean
  detail: string
}

export interface Installation {
  databaseUrl: string
  webs: [WebClient, WebClient]
  last: Host
  objects: Map<string, Buffer>
  model: QuickModel
}

export async function measure(installation: Installation): Promise<Finding[]> {
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
