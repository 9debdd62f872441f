import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandRun } from '../runs/command-run'
import type { RunState } from '../runs/run-state'
import { readTree } from '../runs/tree/repository'
import { readTask } from '../tasks/repository'
import { columnOf } from '../tasks/rules'
import type { EngineBed } from './testing/engine-bed'
import { openTeamBed } from './testing/team-bed'
import { handOut, lead, makeCall, playTeam, type Role, say } from './testing/team-play'

let bed: EngineBed
beforeAll(async () => {
  bed = await openTeamBed()
})
afterAll(() => bed.close())

const play = (roles: Record<string, Role>) => bed.server.respond(playTeam(roles))

function childrenOf(state: RunState): Promise<RunState[]> {
  return Promise.all(state.children.map(child => bed.ended(child.childRunId)))
}

const outputOf = (state: RunState): string => Object.values(state.toolCalls)[0]?.output ?? ''

function door(): { until: Promise<void>; open: () => void } {
  let open = () => {}
  const until = new Promise<void>(resolve => {
    open = resolve
  })
  return { until, open }
}

describe('R60: work is handed on', () => {
  test('each part is a run of its own; the parent waits without a worker and reads all results in order', async () => {
    const gate = door()
    play({
      lead: lead(
        { agent: 'Maker', title: 'First part', instructions: 'make one' },
        { agent: 'Reader', title: 'Second part', instructions: 'read two' },
      ),
      make: async ({ results }) => {
        await gate.until
        return results.length === 0
          ? makeCall('write', { path: 'one.txt', content: 'one\n' })
          : say('Made one.')
      },
      read: () => say('Read two.'),
    })
    const runId = await bed.assign('lead the work.')
    const waiting = await bed.until(runId, state => state.children.some(child => child.end))
    expect(waiting.children.map(child => child.end?.status)).toEqual([undefined, 'succeeded'])
    const resting = await bed.until(runId, state => state.status === 'waiting')
    expect(resting).toMatchObject({ waiting: { for: 'child', reason: 'Maker: First part' }, workerId: null })
    gate.open()
    const state = await bed.ended(runId)
    const [made, read] = await childrenOf(state)
    expect([made, read].map(child => child?.created.recipe.agent.name)).toEqual(['Maker', 'Reader'])
    expect(made?.created).toMatchObject({
      parentRunId: runId,
      attempt: 1,
      taskId: state.created.taskId,
      delegation: { index: 0, depth: 1 },
    })
    const output = outputOf(state)
    expect(output).toContain('2 parts, all succeeded.')
    expect(output.indexOf('Made one.')).toBeLessThan(output.indexOf('Read two.'))
    expect(state.files['team/1-first-part/one.txt']?.size).toBe(4)
    expect(output).toContain('[files: team/1-first-part/one.txt]')
    expect(state.steps.map(step => step.attempts.length)).toEqual([1, 1])
  })

  test('what cannot be handed on goes back to the agent with what there is', async () => {
    play({
      lead: ({ results }) =>
        [
          handOut({ agent: 'Nobody', instructions: 'read' }),
          handOut({ instructions: 'read', files: ['absent.csv'] }),
          handOut({ instructions: 'read', schema: { type: 'nonsense' } }),
          makeCall('delegate', { tasks: [] }),
        ][results.length] ?? say('I do it myself.'),
    })
    const state = await bed.ended(await bed.assign('lead badly.'))
    expect(state.children).toEqual([])
    expect(Object.values(state.toolCalls).map(call => [call.isError, call.output?.slice(0, 90)])).toEqual([
      [true, 'Nothing was started. tasks.0: There is no agent named Nobody. The agents are: Maker, Reade'],
      [true, 'Nothing was started. tasks.0: There is no file absent.csv to hand on.'],
      [true, expect.stringContaining('The schema cannot be used:')],
      [true, expect.stringContaining('The arguments of delegate are wrong')],
    ])
  })

  test('a part starts with the files it is given; what it makes cannot be changed by others', async () => {
    play({
      lead: ({ results }) =>
        [
          handOut({ title: 'Sum', instructions: 'sum the data', files: ['data', './notes.md'] }),
          makeCall('bash', {
            command: 'echo no >> team/1-sum/sum.txt; rm team/1-sum/data/a.csv; cp team/1-sum/sum.txt own.txt',
          }),
          makeCall('write', { path: 'team/1-sum/more.txt', content: 'no' }),
          handOut({ title: 'Check', instructions: 'check it', files: ['team/1-sum/sum.txt'] }),
        ][results.length] ?? say('Done.'),
      sum: ({ results }) =>
        results.length === 0
          ? makeCall('bash', { command: 'cat data/*.csv > sum.txt; echo 9 >> data/a.csv; ls' })
          : say(results[0] ?? ''),
      check: ({ results }) =>
        results.length === 0
          ? makeCall('bash', { command: 'cat team/1-sum/sum.txt' })
          : say(results[0] ?? ''),
    })
    const files = ['data/a.csv', 'data/b.csv', 'notes.md', 'secret.md'].map(path => ({ path, content: path }))
    const state = await bed.ended(await bed.assign('lead with files.', { files }))
    const calls = Object.values(state.toolCalls)
    expect(state.children.map(child => child.end?.result)).toEqual([
      'data\nnotes.md\nsum.txt',
      'data/a.csvdata/b.csv',
    ])
    expect(calls.map(call => call.isError)).toEqual([false, true, true, false])
    expect(calls[2]?.output).toContain('team/1-sum/more.txt belongs to another agent')
    expect(Object.keys(state.files).sort()).toEqual([
      'data/a.csv',
      'data/b.csv',
      'notes.md',
      'own.txt',
      'secret.md',
      'team/1-sum/data/a.csv',
      'team/1-sum/sum.txt',
    ])
    const shared = state.files['team/1-sum/sum.txt']
    expect(shared).toEqual((await childrenOf(state))[0]?.files['sum.txt'])
  })

  test('a long result is a file, and its parent reads where', async () => {
    const long = 'line\n'.repeat(4_000)
    play({ lead: lead({ title: 'Long', instructions: 'long' }), long: () => say(long) })
    const state = await bed.ended(await bed.assign('lead at length.'))
    expect(state.files['team/1-long/result.md']?.size).toBe(long.trim().length)
    expect(outputOf(state).length).toBeLessThan(9_000)
    expect(outputOf(state)).toContain('are in team/1-long/result.md')
    expect(JSON.stringify(state.children).length).toBeLessThan(6_000)
  })
})

describe('R61: nobody may do more than the one who asked', () => {
  test('tools and limits are the narrower ones, and at the third hand nobody hands on', async () => {
    const chain: Role = ({ tools, results }) =>
      tools.includes('delegate') && results.length === 0
        ? handOut({ agent: 'Maker', instructions: 'chain further' })
        : say(tools.join(' '))
    play({ chain: chain })
    const root = await bed.ended(await bed.assign('chain.', { agent: 'Reef' }))
    const tree = await readTree(bed.actor, root.runId)
    expect(tree.runs.map(run => [run.depth, run.agentName])).toEqual([
      [0, 'Reef'],
      [1, 'Maker'],
      [2, 'Maker'],
      [3, 'Maker'],
    ])
    const states = await Promise.all(tree.runs.map(run => bed.ended(run.id)))
    expect(states.map(state => state.created.recipe.tools.includes('delegate'))).toEqual([
      true,
      true,
      true,
      false,
    ])
    expect(states[1]?.created.recipe.tools).toEqual(['ask', 'bash', 'delegate', 'read', 'write'])
    expect(states[1]?.limits).toMatchObject({ steps: 200, fanOut: 4 })
    expect(states[3]?.end?.result).toBe('ask bash read write')
  })

  test('a run without the tool is told so', async () => {
    play({
      read: ({ results }) => (results.length === 0 ? handOut({ instructions: 'make' }) : say('Alone.')),
    })
    const state = await bed.ended(await bed.assign('read.', { agent: 'Reader' }))
    expect(outputOf(state)).toBe('There is no tool "delegate". The tools are: read.')
    expect(state.children).toEqual([])
  })
})

describe('R62: many at once', () => {
  const parts = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      title: `Part ${index + 1}`,
      instructions: `part ${index + 1}`,
    }))

  test('a large fan-out asks first; then at most eight work at a time and the others wait their turn', async () => {
    const gate = door()
    let atOnce = 0
    let most = 0
    play({
      lead: lead(...parts(10)),
      part: async ({ asked }) => {
        atOnce += 1
        most = Math.max(most, atOnce)
        if (atOnce === 8) gate.open()
        await gate.until
        atOnce -= 1
        return say(asked.split('\n', 1)[0] ?? '')
      },
    })
    const runId = await bed.assign('lead ten.', { budget: { tokens: 10_000_000 } })
    const asking = await bed.until(runId, state => state.status === 'waiting')
    const [approval] = asking.approvals
    expect(asking).toMatchObject({
      waiting: { for: 'approval', reason: 'Hand work to 10 agents?' },
      children: [],
    })
    expect(approval?.facts).toMatchObject({
      parts: expect.objectContaining({ length: 10 }),
      caps: { atOnce: 8, depth: 3, stepsEach: 200 },
    })
    expect(await readTask(bed.actor, asking.created.taskId).then(columnOf)).toBe('needs-you')
    const approvalId = approval?.approvalId ?? ''
    await commandRun(bed.actor, runId, { type: 'approve', approvalId, scope: 'once' })
    const state = await bed.ended(runId)
    expect(most).toBe(8)
    expect(state.children.map(child => child.end?.result)).toEqual(parts(10).map(part => part.instructions))
    expect(outputOf(state)).toContain('10 parts, all succeeded.')
    const events = await bed.events(runId)
    let open = 0
    for (const event of events) {
      if (event.type === 'child-started') open += 1
      if (event.type === 'child-finished') open -= 1
      expect(open).toBeLessThanOrEqual(8)
    }
  })

  test('no means that nothing starts, and the agent reads why', async () => {
    play({ lead: lead(...parts(5)) })
    const runId = await bed.assign('lead five.')
    const asking = await bed.until(runId, state => state.status === 'waiting')
    const approvalId = asking.approvals[0]?.approvalId ?? ''
    await commandRun(bed.actor, runId, { type: 'deny', approvalId, reason: 'Too many.' })
    const state = await bed.ended(runId)
    expect(state.children).toEqual([])
    expect(outputOf(state)).toBe('A person said no to this, so nothing was started. They say: Too many.')
  })
})

describe('R63: a result has the shape that was asked for', () => {
  const schema = { type: 'object', properties: { count: { type: 'integer' } }, required: ['count'] }

  test('a wrong one is given back, and a right one passes', async () => {
    play({
      lead: lead({ instructions: 'count', schema }),
      count: ({ last }) => say(last.startsWith('Your answer') ? '```json\n{"count": 3}\n```' : 'Three.'),
    })
    const state = await bed.ended(await bed.assign('lead a count.'))
    const [child] = await childrenOf(state)
    expect(state.children[0]?.end).toMatchObject({
      status: 'succeeded',
      result: '```json\n{"count": 3}\n```',
    })
    expect(state.children[0]?.end?.problem).toBeUndefined()
    expect(child?.history.flatMap(item => (item.kind === 'message' ? item.cause : []))).toEqual(['child'])
  })

  test('after two chances it comes as it is, with the problem beside it', async () => {
    play({ lead: lead({ instructions: 'count', schema }), count: () => say('{"count": "three"}') })
    const state = await bed.ended(await bed.assign('lead a wrong count.'))
    const [child] = await childrenOf(state)
    expect(child?.steps).toHaveLength(3)
    expect(state.children[0]?.end?.problem).toContain('count: ')
    expect(outputOf(state)).toContain('[not of the shape asked for: count: ')
  })
})
