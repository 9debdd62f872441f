import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApprovals } from '../runs/run-state'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { bash, outputs, people } from './testing/people'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker({ approvalMs: 60_000 })
})
afterAll(() => bed.close())

const { tell, waiting, plays } = people(() => bed)

describe('R57: a plan gate', () => {
  const plan = (...titles: string[]) => ({
    name: 'plan',
    input: { steps: titles.map(title => ({ title, status: 'todo' })) },
  })

  test('holds everything that changes anything until a person approves the plan, edited or not', async () => {
    plays([bash('echo early > early.txt'), plan('Write'), bash('echo late > late.txt')])
    const runId = await bed.assign('Write late.', { planGate: true })
    const first = await waiting(runId)
    expect(outputs(first)[0]).toContain('Set one with the plan tool')
    expect(first.files).toEqual({})
    const [denied] = openApprovals(first)
    expect(denied).toMatchObject({ kind: 'plan', facts: { revision: 1 } })
    await tell(runId, { type: 'deny', approvalId: denied?.approvalId ?? '', reason: 'Say where.' })
    const refused = await bed.until(
      runId,
      state => state.toolCalls !== first.toolCalls && outputs(state).length === 3,
    )
    expect(refused.files).toEqual({})
    const ended = await bed.ended(runId)
    expect(outputs(ended)[2]).toContain('The plan was not approved')
    expect(JSON.stringify(bed.server.exchanges.at(-1)?.body)).toContain('Say where.')
  })

  test('a plan set beside other calls is asked about first; an edit asks anew, and the approved one runs', async () => {
    bed.server.respond(({ body }) => {
      const { messages } = body as { messages: { role: string }[] }
      const results = messages.filter(({ role }) => role === 'tool').length
      const toolCalls = [plan('Write'), bash('echo late > late.txt')]
      return results === 0 ? { reply: { toolCalls } } : { reply: { text: 'Done.' } }
    })
    const runId = await bed.assign('Write late at once.', { planGate: true })
    const first = await waiting(runId)
    expect(first.files).toEqual({})
    const [old] = openApprovals(first)
    await tell(runId, {
      type: 'plan',
      baseRevision: 1,
      steps: [
        { id: 's1', title: 'Write', status: 'todo' },
        { title: 'Check', status: 'todo' },
      ],
    })
    await expect(tell(runId, { type: 'approve', approvalId: old?.approvalId ?? '' })).rejects.toMatchObject({
      details: { refusal: 'already-decided' },
    })
    const [fresh] = openApprovals(await waiting(runId))
    expect(fresh?.facts).toMatchObject({ revision: 2 })
    await tell(runId, {
      type: 'approve',
      approvalId: fresh?.approvalId ?? '',
      steps: [
        { id: 's1', title: 'Write it', status: 'todo' },
        { id: 's2', title: 'Check', status: 'todo' },
      ],
    })
    const ended = await bed.ended(runId)
    expect(Object.keys(ended.files)).toEqual(['late.txt'])
    expect(ended.plan).toMatchObject({
      revision: 3,
      steps: [{ title: 'Write it' }, { title: 'Check' }],
      actor: { name: 'Ada' },
    })
    expect(JSON.stringify(bed.server.exchanges.at(-1)?.body)).toContain('Ada changed the plan')
  })
})

describe('R58: a question with a default', () => {
  test('is answered with it when nobody has answered in time', async () => {
    plays([
      {
        name: 'ask',
        input: { question: 'North or south?', choices: ['North', 'South'], default: 'South', minutes: 0.01 },
      },
    ])
    const ended = await bed.ended(await bed.assign('Which way?'))
    expect(outputs(ended)[0]).toBe('South\n[Nobody answered in time: this is your default answer.]')
    const answered = (await bed.events(ended.runId)).find(event => event.type === 'question-answered')
    expect(answered).toMatchObject({ actor: { kind: 'reef' }, data: { byDefault: true } })
  })

  test('goes on waiting after a pause', async () => {
    plays([{ name: 'ask', input: { question: 'Really?' } }])
    const runId = await bed.assign('Ask me.')
    await bed.until(runId, state => state.waiting?.for === 'answer')
    await tell(runId, { type: 'pause' })
    await tell(runId, { type: 'resume' })
    await bed.until(runId, state => state.status === 'waiting' && state.waiting?.for === 'answer')
    await tell(runId, { type: 'answer', text: 'Yes' })
    expect(outputs(await bed.ended(runId))[0]).toBe('Yes')
  })
})
