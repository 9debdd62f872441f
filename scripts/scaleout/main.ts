/** Three workers and two web processes on hosts of their own: what they share, and what happens when one is gone. */
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startS3Server } from '../../lib/files/testing/s3-server'
import { startQuickModel } from '../bench/quick-model'
import { machineLine } from '../bench/report'
import { until } from '../testing/reef-process.mjs'
import { WebClient } from './client'
import { type Installation, measure } from './findings'
import { Started, startDatabase } from './hosts'
import { forward, type Host, makeHosts, outside, reasonAgainst, removeHosts } from './network'

const port = 3000
const modelPort = 9100
const publicHost = 'reef.example.net:3000'
const keys = { region: 'us-east-1', accessKeyId: 'AKEXAMPLE', secretAccessKey: 'secret-of-the-store' }

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
