// What people and scripts send by mistake or on purpose: each gets a clear refusal, and nothing is written.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOwner } from '@/lib/accounts/create-owner'
import {
  addPerson,
  addWorkspace,
  call,
  openTestInstallation,
  type TestCall,
  type TestPerson,
} from '@/lib/accounts/testing/installation'
import { getDatabase } from '@/lib/db/client'
import { inTransaction } from '@/lib/db/transaction'
import type { RouteHandler } from '@/lib/http/handler'
import { startedTask } from '@/lib/tasks/schema'
import { POST as commandRun } from './runs/[runId]/commands/route'
import { GET as readEvents } from './runs/[runId]/events/route'
import { GET as readRun } from './runs/[runId]/route'
import { GET as listRuns } from './runs/route'
import { GET as search } from './search/route'
import { GET as readTask } from './tasks/[taskId]/route'
import { POST as createTask, GET as listTasks } from './tasks/route'

let close: () => Promise<void>
let person: TestPerson
let foreigner: TestPerson
beforeAll(async () => {
  close = await openTestInstallation()
  const owner = await inTransaction(tx =>
    createOwner(tx, { name: 'Ada', email: 'ada@example.com', workspaceName: 'Reef' }),
  )
  person = await addPerson(owner.workspaceId, 'member')
  foreigner = await addPerson(await addWorkspace('Elsewhere'), 'owner', 'foreigner')
})
afterAll(() => close())

interface Answer {
  status: number
  code?: string
  message?: string
  details?: { refusal?: string }
  body: unknown
}

async function ask(handler: RouteHandler, path: string, options: TestCall = {}): Promise<Answer> {
  const response = await call(handler, path, { cookie: person.cookie, ...options })
  const text = await response.text()
  const body = text === '' ? null : JSON.parse(text)
  return { status: response.status, ...body?.error, body }
}

const assign = (body: unknown, options: TestCall = {}) =>
  ask(createTask, '/api/v1/tasks', { method: 'POST', body, ...options })

const command = (runId: string, body: unknown, options: TestCall = {}) =>
  ask(commandRun, `/api/v1/runs/${runId}/commands`, { method: 'POST', body, params: { runId }, ...options })

async function assigned(instructions: string): Promise<{ taskId: string; runId: string }> {
  const { task, run } = startedTask.parse((await assign({ instructions })).body)
  return { taskId: task.id, runId: run?.id ?? '' }
}

async function assignedRun(): Promise<string> {
  return (await assigned('Wait.')).runId
}

/** How many tasks, runs and events there are. */
async function counts(): Promise<number[]> {
  const db = getDatabase()
  return await Promise.all([db.task.count(), db.run.count(), db.event.count()])
}

const hash = 'a'.repeat(64)
const file = (path: string) => ({ instructions: 'x', files: [{ path, content: 'x' }] })

describe('a task', () => {
  test.each<[string, unknown, number, string, RegExp]>([
    ['no instructions', {}, 400, 'invalid-input', /instructions/],
    ['empty instructions', { instructions: '' }, 400, 'invalid-input', /say what is to be done/],
    ['blank instructions', { instructions: ' \n\t ' }, 400, 'invalid-input', /say what is to be done/],
    ['instructions of 1 MB', { instructions: 'x'.repeat(1_000_000) }, 400, 'invalid-input', /at most 100000/],
    ['a body of 5 MB', { instructions: 'x'.repeat(5_000_000) }, 413, 'too-large', /4 MB/],
    ['instructions that are no text', { instructions: 7 }, 400, 'invalid-input', /instructions/],
    ['an unknown agent', { instructions: 'x', agent: 'nobody' }, 400, 'invalid-input', /nobody/],
    ['an unknown model', { instructions: 'x', model: 'openai:none-such' }, 400, 'invalid-input', /openai/],
    ['a model that is no model', { instructions: 'x', model: ':::' }, 400, 'invalid-input', /:::/],
    ['an unknown skill', { instructions: 'x', skills: ['none-such'] }, 400, 'invalid-input', /none-such/],
    [
      'a field that there is not',
      { instructions: 'x', workspaceId: 'w' },
      400,
      'invalid-input',
      /workspaceId/,
    ],
    [
      'a limit that there is not',
      { instructions: 'x', budget: { dollars: 5 } },
      400,
      'invalid-input',
      /dollars/,
    ],
    ['a budget below nothing', { instructions: 'x', budget: { usd: -1 } }, 400, 'invalid-input', /budget/],
    ['a file above its folder', file('../x'), 400, 'invalid-input', /\.\./],
    ['a file above its folder, hidden', file('a/../../x'), 400, 'invalid-input', /\.\./],
    ['a file at the root', file('/etc/passwd'), 400, 'invalid-input', /relative/],
    ['a file of Windows', file('..\\x'), 400, 'invalid-input', /relative/],
    ['a file without a name', file(''), 400, 'invalid-input', /files/],
    ['a file with a long name', file('x'.repeat(1_025)), 400, 'invalid-input', /1024/],
    ['a file named as no field may be', file('__proto__'), 400, 'invalid-input', /files/],
    [
      'the same file twice',
      {
        instructions: 'x',
        files: [
          { path: 'a', content: '1' },
          { path: 'a', content: '2' },
        ],
      },
      400,
      'invalid-input',
      /Two files have the path a/,
    ],
    [
      'a file inside a file',
      {
        instructions: 'x',
        files: [
          { path: 'a', content: '1' },
          { path: 'a/b', content: '2' },
        ],
      },
      400,
      'invalid-input',
      /a\/b/,
    ],
    [
      'a hash that nobody sent',
      { instructions: 'x', files: [{ path: 'a', hash }] },
      400,
      'invalid-input',
      /no file with the hash/,
    ],
    ['a NUL', '{"instructions":"a\\u0000b"}', 400, 'invalid-input', /NUL/],
    ['half of a character', '{"instructions":"a\\ud83d"}', 400, 'invalid-input', /half of a character/],
    ['a prototype', '{"instructions":"x","__proto__":{"start":false}}', 400, 'invalid-input', /name/],
    [
      'a prototype, deeper',
      '{"instructions":"x","budget":{"__proto__":{"usd":1}}}',
      400,
      'invalid-input',
      /name/,
    ],
    ['broken JSON', '{"instructions":', 400, 'invalid-input', /not valid JSON/],
    ['a list', [], 400, 'invalid-input', /body/],
    ['null', 'null', 400, 'invalid-input', /body/],
  ])('%s', async (_, body, status, code, message) => {
    const before = await counts()
    const answer = await assign(body)
    expect({ status: answer.status, code: answer.code }).toEqual({ status, code })
    expect(answer.message).toMatch(message)
    expect(await counts()).toEqual(before)
  })

  test('of the wrong content type, or from a page of somebody else', async () => {
    const before = await counts()
    const form = await assign('instructions=x', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect([form.status, form.code]).toEqual([415, 'unsupported-media-type'])
    for (const headers of [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
      { origin: 'http://localhost:3001', 'sec-fetch-site': 'same-site' },
    ]) {
      expect([403, 421]).toContain((await assign({ instructions: 'x' }, { headers })).status)
    }
    expect(await counts()).toEqual(before)
  })

  test('with emoji at every place where a text is cut goes through', async () => {
    for (const length of [77, 78, 79, 80]) {
      const { status } = await assign({ instructions: `${'x'.repeat(length)}${'😀'.repeat(40)}` })
      expect(status).toBe(201)
    }
  })
})

describe('a run', () => {
  test('takes one of two stops at once, and no message when it has ended', async () => {
    const runId = await assignedRun()
    const answers = await Promise.all([1, 2, 3].map(() => command(runId, { type: 'stop' })))
    expect(answers.map(answer => answer.status).sort()).toEqual([202, 409, 409])
    const refusals = answers.flatMap(answer => answer.details?.refusal ?? [])
    expect(refusals).toEqual(['run-ended', 'run-ended'])
    const late = await command(runId, { type: 'message', text: 'Hello?' })
    expect([late.status, late.details?.refusal]).toEqual([409, 'run-ended'])
  })

  test.each<[string, unknown, RegExp]>([
    ['no command', {}, /type/],
    ['an unknown command', { type: 'explode' }, /type/],
    ['an empty message', { type: 'message', text: '  ' }, /text/],
    ['a message of 1 MB', { type: 'message', text: 'x'.repeat(1_000_000) }, /50000/],
    ['a message with NUL', '{"type":"message","text":"a\\u0000"}', /NUL/],
    ['a field too many', { type: 'stop', force: true }, /force/],
    ['a misspelt budget', { type: 'budget', budget: { token: 5 } }, /token/],
  ])('refuses %s', async (_, body, message) => {
    const runId = await assignedRun()
    const before = await counts()
    const answer = await command(runId, body)
    expect([answer.status, answer.code]).toEqual([400, 'invalid-input'])
    expect(answer.message).toMatch(message)
    expect(await counts()).toEqual(before)
  })

  test('of another workspace is not there, whatever is asked of it', async () => {
    const { taskId, runId } = await assigned('Mine.')
    const as = { cookie: foreigner.cookie }
    const statuses = await Promise.all([
      ask(readRun, `/api/v1/runs/${runId}`, { params: { runId }, ...as }),
      ask(readEvents, `/api/v1/runs/${runId}/events`, { params: { runId }, ...as }),
      ask(readTask, `/api/v1/tasks/${taskId}`, { params: { taskId }, ...as }),
      command(runId, { type: 'stop' }, as),
    ])
    expect(statuses.map(answer => [answer.status, answer.code])).toEqual(
      statuses.map(() => [404, 'not-found']),
    )
    for (const id of ['', '%00', '../x', 'x'.repeat(5_000), '\0', "' OR 1=1 --"]) {
      const { status } = await ask(readRun, '/api/v1/runs/x', { params: { runId: id } })
      expect([400, 404]).toContain(status)
    }
  })
})

describe('a list', () => {
  test.each([
    'limit=0',
    'limit=-1',
    'limit=1e9',
    'limit=many',
    'limit=1.5',
    'limit=',
    'status=gone',
    'q=a%00b',
    `q=${'x'.repeat(300)}`,
  ])('refuses ?%s', async query => {
    for (const [handler, path] of [
      [listTasks, 'tasks'],
      [listRuns, 'runs'],
    ] as const) {
      const answer = await ask(handler, `/api/v1/${path}?${query}`)
      expect([path, answer.status, answer.code]).toEqual([path, 400, 'invalid-input'])
    }
  })

  test('with a cursor that nothing has, or words that mean something to a database, is empty or whole', async () => {
    for (const query of [
      'before=zzz',
      'before=%27%3B--',
      'q=%25',
      'q=%26%20%7C%20!%20(',
      'q=%22',
      'q=-',
      'q=a%3A*',
    ]) {
      for (const [handler, path] of [
        [listTasks, 'tasks'],
        [listRuns, 'runs'],
        [search, 'search'],
      ] as const) {
        const { status } = await ask(handler, `/api/v1/${path}?${query}`)
        expect([path, query, [200, 400].includes(status)]).toEqual([path, query, true])
      }
    }
  })

  test.each(['after=-1', 'after=x', 'after=1.5', 'after=99999999999999999999', 'limit=0', 'limit=999999'])(
    'of events refuses ?%s',
    async query => {
      const runId = await assignedRun()
      const answer = await ask(readEvents, `/api/v1/runs/${runId}/events?${query}`, { params: { runId } })
      expect([answer.status, answer.code]).toEqual([400, 'invalid-input'])
    },
  )

  test('of events after a place that the log has not reached is empty', async () => {
    const runId = await assignedRun()
    const { body } = await ask(readEvents, `/api/v1/runs/${runId}/events?after=1000000`, {
      params: { runId },
    })
    expect(body).toEqual({ events: [], next: 1_000_000 })
    const beyond = await ask(readEvents, `/api/v1/runs/${runId}/events?after=3000000000`, {
      params: { runId },
    })
    expect(beyond.status).toBe(400)
  })
})
