// One play in which everything happens that a log can tell. With REEF_RECORD_GOLDEN=1 its logs become golden ones.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { createAgent } from '../agents/repository'
import { createAgentInput } from '../agents/schema'
import { insertRule } from '../policy/repository'
import { createRuleInput } from '../policy/schema'
import { type RunEvent, runEvent } from '../runs/events'
import { foldRun } from '../runs/fold'
import { openApprovals, type RunState } from '../runs/run-state'
import { assignWithTools } from './testing/assign-with-tools'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import type { Answer, Exchange } from './testing/model-server'
import { people } from './testing/people'
import { handOut, makeCall, say } from './testing/team-play'
import type { ActingTool } from './tools/tool'

const fixtures = join(import.meta.dirname, '..', 'runs', 'fixtures')
/** A run of the play that has no golden log yet gets one; what was recorded once stays. */
const record = process.env.REEF_RECORD_GOLDEN === '1'

/** A tool that scripts call, with more to say than a log keeps. */
const look: ActingTool = {
  kind: 'act',
  name: 'look',
  description: 'Looks around.',
  input: z.object({ place: z.string() }),
  sideEffect: 'network',
  execute: async () => ({ output: 'blue\n'.repeat(20_000) }),
}

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker({ tools: [look] })
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

/** Plans with one model, works with another; a script calls a tool, and a call is made twice. */
const thriftTurns: Answer[] = [
  plan('doing', 'todo'),
  makeCall('bash', { command: 'look sky | wc -l' }),
  makeCall('bash', { command: 'seq 1 400' }),
  makeCall('bash', { command: 'seq 1 400' }),
  say('It is blue.'),
]

async function answer({ body }: Exchange): Promise<Answer> {
  const { messages } = body as { messages: { role: string; content: unknown }[] }
  const words = JSON.stringify(messages)
  if (words.includes('You check the work of somebody else'))
    return say('{"passed": true, "reason": "It is blue.", "quotes": ["The sky is blue"]}')
  if (words.includes('You keep the thread')) return say('Facts: the sky was looked at.')
  if (words.includes('Be thrifty.')) return thriftTurns.shift() ?? say('Done.')
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
  const roles = { plan: { model: 'openai:planner' } }
  const thrift = await assignWithTools(bed, [look], 'Be thrifty.', { planGate: true, roles })
  await approve(thrift, 'plan')
  expect(await bed.ended(thrift)).toMatchObject({ status: 'succeeded' })
  return { lead, part: children[0]?.childRunId ?? '', fork, stopped, thrift }
}

function recorded(): RunEvent[][] {
  const names = readdirSync(fixtures).filter(name => /^golden-.*\.log\.json$/.test(name))
  return names.map(name => runEvent.array().parse(JSON.parse(readFileSync(join(fixtures, name), 'utf8'))))
}

/** Every type of event with every field that it may have or not, such as `tool-finished.sameAs`. */
const factsOf = (logs: RunEvent[][]): Set<string> =>
  new Set(logs.flat().flatMap(({ type, data }) => [type, ...Object.keys(data).map(key => `${type}.${key}`)]))

test('R3: the engine of today writes whatever the golden logs tell, and each folds to what is stored', async () => {
  const ids = await play()
  const logs: RunEvent[][] = []
  for (const [name, runId] of Object.entries(ids)) {
    const events = await bed.events(runId)
    const state = foldRun(null, events)
    const row = await bed.db.run.findUniqueOrThrow({ where: { id: runId } })
    expect([state?.status, state?.seq]).toEqual([row.status, row.seq])
    logs.push(events)
    const file = join(fixtures, `golden-${name}`)
    if (!record || existsSync(`${file}.log.json`)) continue
    writeFileSync(`${file}.log.json`, `${JSON.stringify(events, null, 1)}\n`)
    writeFileSync(`${file}.state.json`, `${JSON.stringify(state, null, 1)}\n`)
  }
  const written = factsOf(logs)
  expect([...factsOf(recorded())].filter(fact => !written.has(fact))).toEqual([])
  const types = [...written].filter(fact => !fact.includes('.'))
  expect(types.length).toBeGreaterThan(30)
  for (const fact of ['nested-called', 'tool-finished.whole', 'tool-finished.sameAs', 'model-called.role'])
    expect(written).toContain(fact)
}, 180_000)
