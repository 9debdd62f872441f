/** A real Reef, started as `npm start` starts it, with a model server of our own, an owner and a token. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { Client } from 'pg'
import { removeHome, startReef, temporaryHome, until } from '../testing/reef-process.mjs'
import { type QuickModel, startQuickModel } from './quick-model'

export interface Bed {
  root: string
  address: string
  /** Process id of the launcher. */
  pid: number
  home: string
  databaseUrl: string
  model: QuickModel
  /** The owner's session cookie, as `name=value`. */
  cookie: string
  /** Calls the API with the token. Throws with the status for a refusal. */
  api(method: 'GET' | 'POST', route: string, body?: object): Promise<unknown>
  /** Assigns a task; returns the ids of it and its run. */
  assign(instructions: string, more?: object): Promise<{ taskId: string; runId: string }>
  /** Waits until the run has succeeded. */
  succeeded(runId: string, patienceMs?: number): Promise<void>
  stop(): Promise<void>
}

const owner = { name: 'Ada', email: 'ada@example.com', password: 'a long pass phrase for measuring' }

/** Environment of every Reef that is measured: the model server is the only provider it knows. */
export function measuredVariables(model: QuickModel): Record<string, string> {
  return {
    OPENAI_API_KEY: 'key-of-the-measurement',
    OPENAI_BASE_URL: `${model.server.url}/v1`,
    REEF_MODEL: 'openai:bench-model',
    REEF_DISCOVER: 'off',
    // So that what is measured can be profiled: NODE_OPTIONS="--cpu-prof --cpu-prof-dir=…" npm run bench -- step
    ...(process.env.NODE_OPTIONS ? { NODE_OPTIONS: process.env.NODE_OPTIONS } : {}),
  }
}

/** `variables` come on top of those that every measured Reef has. */
export async function openBed(root: string, variables: Record<string, string> = {}): Promise<Bed> {
  const model = await startQuickModel()
  const home = temporaryHome()
  const start = () => startReef({ home, variables: { ...measuredVariables(model), ...variables }, root })
  let reef = start()
  const stop = async () => {
    reef.kill('SIGINT')
    await reef.ended
    await model.server.close()
    removeHome(home)
  }
  try {
    const first = await reef.ready()
    const link = await until('the set-up link', () => readLink(home))
    const cookie = await claim(first.address, link)
    await keepCommitTimes(readDatabaseUrl(home))
    reef.kill('SIGINT')
    await reef.ended
    reef = start()
    const { address } = await reef.ready()
    const token = printToken(root, home)
    const databaseUrl = readDatabaseUrl(home)
    const api = openApi(address, token)
    const pid = reef.pid ?? 0
    return { root, address, pid, home, databaseUrl, model, cookie, api, ...taskCalls(api), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function readDatabaseUrl(home: string): string {
  const runtime: unknown = JSON.parse(fs.readFileSync(path.join(home, 'runtime.json'), 'utf8'))
  return (runtime as { databaseUrl: string }).databaseUrl
}

/** From its next start on Postgres knows when each transaction was committed; events are timed from there. */
async function keepCommitTimes(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query('ALTER SYSTEM SET track_commit_timestamp = on')
  await client.end()
}

/** The launcher keeps the link in a file too, which may appear after the word that all is ready. */
function readLink(home: string): string | null {
  const file = path.join(home, 'setup-link')
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : null
}

/** Makes the owner as the page of the set-up link does. */
async function claim(address: string, link: string): Promise<string> {
  const token = link.slice(link.indexOf('#') + 1).replace('token=', '')
  const answer = await fetch(`${address}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...owner, token, workspaceName: 'Measured' }),
  })
  if (!answer.ok) throw new Error(`Set-up was refused: ${answer.status} ${await answer.text()}`)
  const cookies = answer.headers.getSetCookie().map(cookie => cookie.split(';')[0] ?? '')
  return cookies.find(cookie => cookie.startsWith('reef.session_token=')) ?? ''
}

function printToken(root: string, home: string): string {
  const command = path.join(root, 'scripts', 'reef.mjs')
  const result = spawnSync(process.execPath, [command, 'token'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, REEF_HOME: home },
  })
  if (result.status !== 0) throw new Error(`No token: ${result.stderr}`)
  return result.stdout.trim()
}

function openApi(address: string, token: string): Bed['api'] {
  return async (method, route, body) => {
    const answer = await fetch(`${address}/api/v1${route}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`)
    return await answer.json()
  }
}

function taskCalls(api: Bed['api']): Pick<Bed, 'assign' | 'succeeded'> {
  return {
    async assign(instructions, more = {}) {
      const started = (await api('POST', '/tasks', { instructions, ...more })) as {
        task: { id: string }
        run: { id: string }
      }
      return { taskId: started.task.id, runId: started.run.id }
    },
    async succeeded(runId, patienceMs = 60_000) {
      await until(
        `run ${runId} to succeed`,
        async () => {
          const run = (await api('GET', `/runs/${runId}`)) as { status: string; reason: string | null }
          if (run.status === 'failed' || run.status === 'stopped')
            throw new Error(`The run ${run.status}: ${run.reason}`)
          return run.status === 'succeeded'
        },
        patienceMs,
      )
    },
  }
}
