// Reef from outside the page: tokens, the API with its refusals, streams that resume, and the commands.
import { spawn } from 'node:child_process'
import path from 'node:path'
import type { RunEvent } from '../lib/runs/events'
import { bash, expect, test, works } from './agents-at-work'

const root = path.join(import.meta.dirname, '..')

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** `npm run -s reef -- …` against the Reef of this worker. */
function reefCommand(home: string, args: string[]): Promise<Ended> {
  const child = spawn('npm', ['run', '-s', 'reef', '--', ...args], {
    cwd: root,
    env: { ...process.env, REEF_HOME: home, DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended: Ended = { code: null, stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', text => {
    ended.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    ended.stderr += text
  })
  return new Promise(resolve => child.once('close', code => resolve({ ...ended, code })))
}

test.beforeEach(({ isMobile }) => {
  test.skip(isMobile, 'there is no screen in this')
})

test('a token of the command line does what the page does', async ({ reef, model }) => {
  const printed = await reefCommand(reef.home, ['token'])
  expect(printed).toMatchObject({ code: 0, stderr: '' })
  expect(printed.stdout).toMatch(/^reef_\S+\n$/)
  const headers = {
    authorization: `Bearer ${printed.stdout.trim()}`,
    'content-type': 'application/json',
  }
  const call = (route: string, init: RequestInit = {}) =>
    fetch(`${reef.address}/api/v1${route}`, { headers, ...init })
  const instructions = 'Be driven from outside'
  model.play(instructions, works([bash('echo from outside')], { pace: { firstMs: 200 } }).respond)

  const created = await call('/tasks', {
    method: 'POST',
    body: JSON.stringify({ instructions, title: 'From outside', budget: { tokens: 50_000 } }),
  })
  expect(created.status).toBe(201)
  const { task, run } = (await created.json()) as { task: { id: string }; run: { id: string } }
  expect(task).toMatchObject({ title: 'From outside', budget: { tokens: 50_000 } })

  const live = await call(`/runs/${run.id}/events`, { headers: { ...headers, accept: 'text/event-stream' } })
  expect(live.headers.get('content-type')).toContain('text/event-stream')
  const streamed = await readStream(live, events => events.some(event => event.type === 'run-ended'))
  const page = (await (await call(`/runs/${run.id}/events?after=0`)).json()) as {
    events: RunEvent[]
    next: number
  }
  expect(streamed).toEqual(page.events)
  expect(page.next).toBe(page.events.length)
  expect(await (await call(`/runs/${run.id}/events?after=${page.next}`)).json()).toEqual({
    events: [],
    next: page.next,
  })
  const resumed = await call(`/runs/${run.id}/events`, {
    headers: { ...headers, accept: 'text/event-stream', 'last-event-id': '4' },
  })
  expect(await readStream(resumed, events => events.at(-1)?.type === 'run-ended')).toEqual(
    page.events.slice(4),
  )

  expect(await (await call(`/runs/${run.id}`)).json()).toMatchObject({
    status: 'succeeded',
    result: 'Done.',
    usage: { inputTokens: expect.any(Number), reasoningTokens: 0, costUsd: null, costUnknown: true },
  })
  const openapi = (await (await call('/openapi.json')).json()) as { paths: Record<string, unknown> }
  expect(Object.keys(openapi.paths)).toEqual(
    expect.arrayContaining(['/api/v1/tasks', '/api/v1/runs/{runId}/events', '/api/v1/health']),
  )
})

test('refusals have one shape and a name', async ({ reef, api, assign }) => {
  const none = await fetch(`${reef.address}/api/v1/tasks`)
  expect([none.status, await none.json()]).toMatchObject([401, { error: { code: 'unauthenticated' } }])
  const { secret } = await api.post<{ secret: string }>('/tokens', { name: 'For refusals' })
  const send = async (method: string, route: string, body?: string, more: Record<string, string> = {}) => {
    const answer = await fetch(`${reef.address}/api/v1${route}`, {
      method,
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', ...more },
      ...(body === undefined ? {} : { body }),
    })
    return [answer.status, ((await answer.json()) as { error: { code: string } }).error?.code]
  }
  const task = await assign({ instructions: 'Be refused' })
  await task.reach('succeeded')
  const give = (data: object) => send('POST', '/tasks', JSON.stringify(data))
  expect(await send('GET', '/runs/run_nowhere')).toEqual([404, 'not-found'])
  expect(await send('GET', '/tasks/task_nowhere')).toEqual([404, 'not-found'])
  expect(await send('GET', '/nothing-here')).toEqual([404, 'not-found'])
  expect(await send('POST', `/runs/${task.runId}/commands`, '{"type":"stop"}')).toEqual([409, 'refused'])
  expect(await send('POST', '/tasks', '{ broken')).toEqual([400, 'invalid-input'])
  expect(await give({ instructions: '   ' })).toEqual([400, 'invalid-input'])
  expect(await give({ instructions: 'x', surprise: true })).toEqual([400, 'invalid-input'])
  expect(await give({ instructions: 'x', model: 'nobody:nothing' })).toEqual([400, 'invalid-input'])
  expect(await give({ instructions: 'x', agent: 'nobody' })).toEqual([400, 'invalid-input'])
  expect(await give({ instructions: 'x'.repeat(1_000_000) })).toEqual([400, 'invalid-input'])
  expect(await send('POST', '/tasks', 'instructions=x', { 'content-type': 'text/plain' })).toEqual([
    415,
    'unsupported-media-type',
  ])
})

test('the command line follows a task and checks the installation', async ({ reef, model }) => {
  test.slow()
  const words = 'Be followed in a terminal'
  model.play(words, works([bash('echo hello')], { sayText: 'I say hello.', finalText: 'Said.' }).respond)
  const followed = await reefCommand(reef.home, ['task', words, '--follow'])
  expect(followed.stderr).toBe('')
  expect(followed.stdout).toContain('I say hello.')
  expect(followed.stdout).toContain('Said.')
  expect(followed.stdout).toMatch(/\nsucceeded: \d+ tokens in, \d+ out, cost unknown\n$/)
  expect(followed.code).toBe(0)
  const doctor = await reefCommand(reef.home, ['doctor'])
  expect([doctor.code, doctor.stdout]).toMatchObject([0, expect.stringContaining(reef.address)])
  expect(doctor.stdout).toMatch(new RegExp(`^ok +Network +listens on ${new URL(reef.address).host}$`, 'm'))
  expect(await reefCommand(reef.home, ['sing'])).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('Unknown command "sing".'),
  })
})

test('a terminal that follows a run is not left waiting for what only a person can give', async ({
  reef,
  model,
}) => {
  test.slow()
  const words = 'Spend dollars on a model without a price'
  const dollars = await reefCommand(reef.home, ['task', words, '--budget', '2', '--follow'])
  expect(dollars.code).toBe(1)
  expect(dollars.stderr).toMatch(
    /^Budget reached\. The price of this model is unknown, so a budget in dollars cannot be kept\..* Assign it with --tokens instead of --budget\.\nGo on at (http:\S+)\/runs\/run_\S+\n$/,
  )
  expect(dollars.stderr).toContain(`${reef.address}/runs/`)
  model.play(words, works([], { finalText: 'Spent.' }).respond)
  const tokens = await reefCommand(reef.home, ['task', words, '--tokens', '100_000', '--follow'])
  expect(tokens).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('Spent.') })
  expect(await reefCommand(reef.home, ['task', words, '--tokens', 'many'])).toMatchObject({
    code: 1,
    stderr: '"many" is no number of tokens.\n',
  })

  const question = 'Ask before you begin'
  const ask = { name: 'ask', input: { question: 'Which one?', choices: ['This', 'That'] } }
  model.play(question, works([ask]).respond)
  const asked = await reefCommand(reef.home, ['task', question, '--follow'])
  expect(asked).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('? Which one?\n  - This\n  - That\n'),
  })
  expect(asked.stderr).toMatch(/^Waiting for your answer\..*\nGo on at http:\S+\/runs\/run_\S+\n$/)
})

/** Events of a stream until there are enough; frames without an id are live text and no events. */
async function readStream(answer: Response, isEnough: (events: RunEvent[]) => boolean): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const id = /^id: ?(\d+)$/m.exec(block)?.[1]
      const data = /^data: ?(.*)$/m.exec(block)?.[1]
      if (id === undefined || data === undefined) continue
      const event = JSON.parse(data) as RunEvent
      expect(event.seq).toBe(Number(id))
      events.push(event)
    }
    if (isEnough(events)) break
  }
  return events
}
