import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { insertRule, removeRule } from '../policy/repository'
import { type CreateRuleInput, createRuleInput } from '../policy/schema'
import { nestedCalls } from '../runs/nested-calls'
import { openApprovals, type RunState } from '../runs/run-state'
import { assignWithTools } from './testing/assign-with-tools'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { bash, outputs, people } from './testing/people'
import { startWorkerProcess } from './testing/worker-process'
import type { ActingTool } from './tools/tool'

vi.setConfig({ testTimeout: 60_000 })

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
})
afterEach(() => bed.stopWorkers())
afterAll(() => bed.close())

const { tell, waiting, plays } = people(() => bed)

let looked: string[] = []
let posted: string[] = []
let hangs: Promise<void> | undefined
beforeEach(() => {
  looked = []
  posted = []
  hangs = undefined
})

/** Reads something outside: a page of many lines, one of which counts. */
const look: ActingTool = {
  kind: 'act',
  name: 'look',
  description: 'Looks at a place.',
  input: z.object({ place: z.string() }),
  sideEffect: 'network',
  async execute(input) {
    const { place } = input as { place: string }
    looked.push(place)
    const lines = Array.from({ length: 2_000 }, (_, index) => `${place} line ${index} of no interest`)
    return { output: [...lines, `${place} has 7 fish`].join('\n') }
  },
}

const post: ActingTool = {
  kind: 'act',
  name: 'post',
  description: 'Tells others.',
  input: z.object({ text: z.string(), to: z.string().optional() }),
  sideEffect: 'outside',
  async execute(input, _context, signal) {
    const { text } = input as { text: string }
    posted.push(text)
    if (hangs) await Promise.race([hangs, new Promise(resolve => signal.addEventListener('abort', resolve))])
    return { output: `Told: ${text}` }
  },
}

const tools = [look, post]

const assign = (instructions: string): Promise<string> => assignWithTools(bed, tools, instructions)

/** The calls of the first script, shortly. */
function made(state: RunState): string[] {
  const [parent] = Object.values(state.toolCalls)
  return nestedCalls(state, parent?.callId ?? '').map(call => {
    const input = call.input as Record<string, string>
    return `${call.name} ${Object.values(input).join(' ')}: ${call.status}${call.isError ? ', failed' : ''}`
  })
}

/** How often each call began, by its place in the script. */
async function begun(runId: string): Promise<number[]> {
  const started = (await bed.events(runId)).flatMap(event =>
    event.type === 'tool-started' && event.data.name !== 'bash' ? [event.data.callId] : [],
  )
  return [...new Set(started)].map(id => started.filter(each => each === id).length)
}

test('R122: ten calls and their filtering cost one answer, and the log has each of them', async () => {
  await bed.startWorker({ tools })
  const places = Array.from({ length: 10 }, (_, index) => `reef${index}`)
  plays([bash(`for p in ${places.join(' ')}; do look $p | grep fish; done; echo "${'{}'}" | look`)])
  const state = await bed.ended(await assign('Count the fish.'))
  expect(looked).toEqual(places)
  expect(outputs(state)[0]).toBe(
    `${places.map(place => `${place} has 7 fish`).join('\n')}\n[stderr]\nlook: The arguments of look are wrong: place: Invalid input: expected string, received undefined. Expected: {"place": string}\n[exit 1]`,
  )
  expect(made(state)).toEqual([...places.map(place => `look ${place}: finished`), 'look : finished, failed'])
  expect(state.steps).toHaveLength(2)
  expect(JSON.stringify(bed.server.exchanges.at(-1)?.body)).not.toContain('of no interest')
  const [first] = nestedCalls(state, Object.keys(state.toolCalls)[0] ?? '')
  expect(first).toMatchObject({
    parentCallId: Object.keys(state.toolCalls)[0],
    whole: { size: expect.any(Number) },
  })
  expect(first?.output).toMatch(/^reef0 line 0 [\s\S]*bytes left out …][\s\S]*reef0 has 7 fish$/)
})

test('R122: JavaScript calls tools too, and catches what fails', async () => {
  await bed.startWorker({ tools })
  const code = [
    'const text = tools.look({ place: "lagoon" })',
    'console.log(text.split("\\n").filter(line => line.includes("fish")).join())',
    'try { tools.look({}) } catch (error) { console.log("no: " + error.message.slice(0, 31)) }',
  ].join('; ')
  plays([bash(`js-exec -c '${code}'`)])
  const state = await bed.ended(await assign('Count the fish.'))
  expect(outputs(state)[0]).toBe('lagoon has 7 fish\nno: The arguments of look are wrong')
  expect(made(state)).toEqual(['look lagoon: finished', 'look : finished, failed'])
})

test('R123: a script waits for a person like a call does, and then meets what is recorded', async () => {
  const asks = createRuleInput.parse({ effect: 'ask', tool: 'post' }) as CreateRuleInput
  const rule = await insertRule(bed.actor, asks)
  await bed.startWorker({ tools })
  const text = 'look a | tail -1; post hello > told.txt; look b | tail -1; cat told.txt'
  plays([bash(text)])
  const runId = await assign('Tell them.')
  const state = await waiting(runId)
  expect([looked, posted]).toEqual([['a'], []])
  expect(made(state)).toEqual(['look a: finished', 'post hello: called'])
  expect(state.files).toEqual({})
  const [approval] = openApprovals(state)
  expect(approval).toMatchObject({ kind: 'tool', facts: { tool: 'post', input: { text: 'hello' } } })
  await tell(runId, { type: 'approve', approvalId: approval?.approvalId ?? '' })
  const ended = await bed.ended(runId)
  expect([looked, posted]).toEqual([['a', 'b'], ['hello']])
  expect(outputs(ended)[0]).toBe('a has 7 fish\nb has 7 fish\nTold: hello')
  expect(await begun(runId)).toEqual([1, 1, 1])

  const denied = await assign('Tell them again.')
  const [asked] = openApprovals(await waiting(denied))
  await tell(denied, { type: 'deny', approvalId: asked?.approvalId ?? '', reason: 'too early' })
  const after = await bed.ended(denied)
  expect(posted).toEqual(['hello'])
  expect(made(after)).toContain('post hello: finished, failed')
  expect(outputs(after)[0]).toContain('post: Ada denied this call: too early')
  await removeRule(bed.actor, rule.id)
})

test('R123: an outside call whose end nobody knows is made again only on a word, within a script too', async () => {
  const first = await bed.startWorker({ tools })
  hangs = new Promise(() => {})
  plays([bash('look a | tail -1; post hello; look b | tail -1')])
  const runId = await assign('Tell them.')
  await bed.until(runId, () => posted.length === 1)
  await first.stop()
  hangs = undefined
  await bed.startWorker({ tools })
  const [approval] = openApprovals(await waiting(runId))
  expect(approval).toMatchObject({ kind: 'repeat', facts: { tool: 'post' } })
  await tell(runId, { type: 'approve', approvalId: approval?.approvalId ?? '', result: 'They know.' })
  const ended = await bed.ended(runId)
  expect([looked, posted]).toEqual([['a', 'b'], ['hello']])
  expect(outputs(ended)[0]).toBe('a has 7 fish\nThey know.\nb has 7 fish')
})

test('R123: a worker that is killed in the middle of a script: no recorded call is made again', async () => {
  const one = await startWorkerProcess(bed.db)
  // Loopback is refused, which is a result like any other.
  const fetches = (count: number) => `web_fetch http://127.0.0.1:${count}/ 2>/dev/null; echo ${count}`
  plays([bash(`${fetches(1)}; ${fetches(2)}; sleep 3; ${fetches(3)}`)])
  const runId = await bed.assign('Fetch.')
  const midway = await bed.until(
    runId,
    state => made(state).filter(call => call.includes('finished')).length === 2,
    40_000,
  )
  one.kill('SIGKILL')
  await one.exited
  const two = await startWorkerProcess(bed.db)
  const ended = await bed.until(runId, state => state.status === 'succeeded', 40_000)
  two.kill('SIGKILL')
  await two.exited
  expect(outputs(ended)[0]).toBe('1\n2\n3')
  expect(await begun(runId)).toEqual([1, 1, 1])
  for (const call of nestedCalls(midway, Object.keys(midway.toolCalls)[0] ?? ''))
    expect(ended.toolCalls[call.callId]).toEqual(call)
})

test('R122: a script that calls on and on is told where the end is, and what it had stays', async () => {
  await bed.startWorker({ tools })
  plays([bash('for i in $(seq 1 102); do post $i; done 2>&1 | tail -3')])
  const state = await bed.ended(await assign('Tell everybody.'))
  expect(posted).toHaveLength(100)
  expect(outputs(state)[0]).toBe(
    'Told: 100\npost: One script makes 100 calls at most.\npost: One script makes 100 calls at most.',
  )
})
