// One play in which everything happens that a log can tell. With REEF_RECORD_GOLDEN=1 its logs become golden ones.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAgent } from '../agents/repository'
import { createAgentInput } from '../agents/schema'
import { insertRule } from '../policy/repository'
import { createRuleInput } from '../policy/schema'
import { type EventType, type RunEvent, runEvent } from '../runs/events'
import { foldRun } from '../runs/fold'
import { openApprovals, type RunState } from '../runs/run-state'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import type { Answer, Exchange } from './testing/model-server'
import { people } from './testing/people'
import { handOut, makeCall, say } from './testing/team-play'

const fixtures = join(import.meta.dirname, '..', 'runs', 'fixtures')
/** Written anew by hand only when a log can tell something new; what was recorded once stays. */
const record = process.env.REEF_RECORD_GOLDEN === '1'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
  const golden = createAgentInput.parse({
    name: 'Golden',
    instructions: 'Do as the play says.',
    tools: ['bash', 'plan', 'ask', 'delegate', 'skill', 'write', 'read'],
    skills: ['verify-before-done'],
    fallbackModels: ['openai:second'],
    limits: { attempts: 2 },
  })
  await createAgent(bed.actor, golden)
  const asks = { effect: 'ask', tool: 'bash', match: { on: 'command', patterns: ['touch'] } }
  await insertRule(bed.actor, createRuleInput.parse(asks))
})
afterAll(() => bed.close())

const { tell } = people(() => bed)

const gate = Promise.withResolvers<void>()
const busy: Answer = { raw: { status: 503, pieces: ['{"error":{"message":"busy"}}'] } }
const tooLong: Answer = {
  raw: { status: 400, pieces: ['{"error":{"message":"too long","code":"context_length_exceeded"}}'] },
}
const plan = (...statuses: string[]): Answer =>
  makeCall('plan', { steps: ['Collect', 'Write'].map((title, at) => ({ title, status: statuses[at] })) })

/** The lead's turns, one a request. */
const turns: Answer[] = [
  plan('doing', 'todo'),
  busy,
  makeCall('skill', { name: 'verify-before-done' }),
  makeCall('bash', { command: 'touch signed.txt' }),
  makeCall('ask', { question: 'Which colour?', choices: ['blue', 'green'] }),
  handOut({ title: 'First', instructions: 'part one' }, { title: 'Second', instructions: 'part two' }),
  // What fails without hope with one model is tried with the next.
  { raw: { status: 404, pieces: ['{"error":{"message":"model not found"}}'] } },
  makeCall('bash', { command: 'seq 1 2000' }),
  makeCall('bash', { command: 'seq 2001 4000' }),
  makeCall('bash', { command: 'seq 4001 6000' }),
  tooLong,
  plan('done', 'doing'),
  say('The sky is blue.'),
  makeCall('write', { path: 'sky.txt', content: 'The sky is blue.\n' }),
  say('The sky is blue.'),
  say('The sky is blue.'),
]

async function answer({ body }: Exchange): Promise<Answer> {
  const { messages } = body as { messages: { role: string; content: unknown }[] }
  const words = JSON.stringify(messages)
  if (words.includes('You check the work of somebody else'))
    return say('{"passed": true, "reason": "It is blue.", "quotes": ["The sky is blue"]}')
  if (words.includes('You keep the thread')) return say('Facts: the sky was looked at.')
  if (words.includes('Be stopped.')) return { raw: { pieces: [': wait\n\n'], ending: 'hang' } }
  if (words.includes('Go another way.')) return say('Another way it is.')
  const asked = JSON.stringify(messages.find(message => message.role === 'user')?.content)
  if (asked.startsWith('"part')) {
    await gate.promise
    const isDone = messages.some(message => message.role === 'tool')
    return isDone ? say('The part is done.') : makeCall('bash', { command: 'echo part > part.txt' })
  }
  return turns.shift() ?? say('Done.')
}

/** Waits for a word that is asked for, and gives it. */
async function approve(runId: string, kind: string): Promise<void> {
  const open = (state: RunState) => openApprovals(state).find(approval => approval.kind === kind)
  const state = await bed.until(runId, each => open(each) !== undefined && each.status === 'waiting')
  await tell(runId, { type: 'approve', approvalId: open(state)?.approvalId ?? '' })
}

/** What people do with a run that waits for its parts. */
async function steer(runId: string): Promise<void> {
  await tell(runId, { type: 'message', text: 'Be quick.' })
  for (const text of ['Afterwards, rest.', 'Never mind.', 'And say so.'])
    await tell(runId, { type: 'message', text, when: 'later' })
  const events = await bed.events(runId)
  const ids = events.flatMap(event => (event.type === 'message-received' ? event.data.messageId : []))
  const [rest = '', never = '', so = ''] = ids.slice(-3)
  await tell(runId, { type: 'edit-message', messageId: rest, text: 'Afterwards, rest well.' })
  await tell(runId, { type: 'order-messages', messageIds: [so, rest] })
  await tell(runId, { type: 'withdraw-message', messageId: never })
  await tell(runId, { type: 'budget', budget: { tokens: 5_000_000 } })
  await tell(runId, { type: 'limits', limits: { steps: 90 } })
  await tell(runId, { type: 'pause' })
  await tell(runId, { type: 'resume' })
}

async function play(): Promise<Record<string, string>> {
  bed.server.respond(answer)
  const lead = await bed.assign('Lead the golden run.', {
    agent: 'Golden',
    planGate: true,
    budget: { tokens: 4_000_000 },
    checks: [
      { type: 'file', path: 'sky.txt', contains: 'blue' },
      { type: 'judge', criterion: 'It says a colour' },
    ],
  })
  await bed.until(lead, state => openApprovals(state).length === 1)
  const steps = ['Collect', 'Write', 'Read again'].map((title, at) => ({
    title,
    status: at === 0 ? ('doing' as const) : ('todo' as const),
  }))
  await tell(lead, { type: 'plan', baseRevision: 1, steps })
  await approve(lead, 'plan')
  await approve(lead, 'tool')
  await bed.until(lead, state => state.waiting?.for === 'answer')
  await tell(lead, { type: 'answer', text: 'blue' })
  const { children } = await bed.until(lead, state => state.waiting?.for === 'child')
  await steer(lead)
  gate.resolve()
  expect(await bed.ended(lead)).toMatchObject({ status: 'succeeded', end: { result: 'The sky is blue.' } })
  const { runId: fork = '' } = await tell(lead, { type: 'fork', step: 2, message: 'Go another way.' })
  await bed.until(fork, state => state.seq > 1)
  await tell(fork, { type: 'stop' }).catch(() => undefined)
  await bed.ended(fork)
  const stopped = await bed.assign('Be stopped.')
  await bed.until(stopped, state => state.steps.length === 1)
  await tell(stopped, { type: 'stop' })
  await bed.ended(stopped)
  return { lead, part: children[0]?.childRunId ?? '', fork, stopped }
}

function recorded(): RunEvent[][] {
  const names = readdirSync(fixtures).filter(name => /^golden-.*\.log\.json$/.test(name))
  return names.map(name => runEvent.array().parse(JSON.parse(readFileSync(join(fixtures, name), 'utf8'))))
}

const typesOf = (logs: RunEvent[][]): Set<EventType> => new Set(logs.flat().map(event => event.type))

test('R3: the engine of today writes whatever the golden logs tell, and each folds to what is stored', async () => {
  const ids = await play()
  const logs: RunEvent[][] = []
  for (const [name, runId] of Object.entries(ids)) {
    const events = await bed.events(runId)
    const state = foldRun(null, events)
    const row = await bed.db.run.findUniqueOrThrow({ where: { id: runId } })
    expect([state?.status, state?.seq]).toEqual([row.status, row.seq])
    logs.push(events)
    if (!record) continue
    const file = join(fixtures, `golden-${name}`)
    writeFileSync(`${file}.log.json`, `${JSON.stringify(events, null, 1)}\n`)
    writeFileSync(`${file}.state.json`, `${JSON.stringify(state, null, 1)}\n`)
  }
  const written = typesOf(logs)
  expect([...typesOf(recorded())].filter(type => !written.has(type))).toEqual([])
  expect(written.size).toBeGreaterThan(30)
}, 180_000)
