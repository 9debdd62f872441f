// Approvals as a state machine: whatever comes in whatever order, nothing begins that nobody allowed.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judge } from '../policy/rules'
import { decide, type StateCommand } from './decide'
import { ruleCall } from './rule-call'
import { lasts, ruleOf, sideEffects, type ToolName, World } from './testing/approval-world'
import { person, worker } from './testing/sample-log'

type Move =
  | { kind: 'work'; crash: boolean }
  | { kind: 'approve'; which: number; scope: 'once' | 'task'; twice: boolean }
  | { kind: 'deny'; which: number }
  | { kind: 'time' | 'stop' | 'pause' | 'resume' | 'takeover' }
  | { kind: 'rule'; effect: 'ask' | 'deny'; tool: ToolName }
  | { kind: 'unrule' }

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('work' as const), crash: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('approve' as const),
      which: fc.nat(5),
      scope: fc.constantFrom('once' as const, 'task' as const),
      twice: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deny' as const), which: fc.nat(5) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('time' as const, 'pause' as const, 'resume' as const, 'takeover' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stop' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('rule' as const),
      effect: fc.constantFrom('ask' as const, 'deny' as const),
      tool: fc.constantFrom(...(Object.keys(sideEffects) as ToolName[])),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unrule' as const) }) },
)

function make(world: World, one: Move): void {
  const { approvals } = world.state
  if (one.kind === 'work') world.work(one.crash)
  else if (one.kind === 'approve') {
    const approvalId = approvals[one.which]?.approvalId ?? 'approval_none'
    world.tell({ type: 'approve', approvalId, scope: one.scope })
    if (one.twice) world.tell({ type: 'approve', approvalId, scope: 'once' })
  } else if (one.kind === 'deny')
    world.tell({ type: 'deny', approvalId: approvals[one.which]?.approvalId ?? '' })
  else if (one.kind === 'time') world.now += lasts / 2
  else if (one.kind === 'rule') world.rules.push(ruleOf(one.effect, one.tool))
  else if (one.kind === 'unrule') world.rules.pop()
  else if (one.kind !== 'takeover') world.tell({ type: one.kind })
  else if (world.state.status === 'running')
    world.append([{ type: 'run-claimed', actor: worker, data: { workerId: `worker_${world.now}` } }])
}

/** What the log says about a call that began, judged from the events alone. */
function checkStarts(
  world: World,
  from: number,
  ruled: (tool: string) => 'deny' | 'ask' | 'allow',
  gated: boolean,
): void {
  for (const event of world.events.slice(from)) {
    if (event.type !== 'tool-started') continue
    const before = world.events.slice(0, event.seq - 1)
    const { callId, name } = event.data
    expect(before.some(({ type }) => type === 'stop-requested' || type === 'run-ended')).toBe(false)
    expect(ruled(name)).not.toBe('deny')
    const requests = before.flatMap(e => (e.type === 'approval-requested' ? [e.data] : []))
    const words = before.flatMap((e, index) => {
      if (e.type !== 'approval-decided') return []
      const isFirst = !before
        .slice(0, index)
        .some(o => o.type === 'approval-decided' && o.data.approvalId === e.data.approvalId)
      const request = requests.find(({ approvalId }) => approvalId === e.data.approvalId)
      return isFirst && request ? [{ ...e.data, request, at: Date.parse(e.at) }] : []
    })
    const allowed = words.filter(({ verdict }) => verdict === 'allow')
    for (const { request, at } of allowed)
      if (request.expiresAt) expect(at).toBeLessThanOrEqual(Date.parse(request.expiresAt) + 2)
    const own = allowed.filter(({ request }) => request.callId === callId)
    const starts = before.filter(e => e.type === 'tool-started' && e.data.callId === callId).length
    const task = allowed.some(({ scope, request }) => scope === 'task' && request.title === name)
    // A first start of a call that is asked about needs a word, and each further start needs one more.
    if (starts > 0)
      expect(own.length).toBeGreaterThan(starts - (ruled(name) === 'ask' ? 0 : 1) - (task ? 1 : 0) - 1)
    if (starts > 0) expect(own.some(({ request }) => request.kind === 'repeat')).toBe(true)
    if (starts === 0 && ruled(name) === 'ask' && !task) expect(own.length).toBeGreaterThan(0)
    if (gated && sideEffects[name as ToolName] !== 'none')
      expect(allowed.some(({ request }) => request.kind === 'plan')).toBe(true)
    expect(words.some(({ verdict, request }) => verdict !== 'allow' && request.callId === callId)).toBe(false)
  }
}

describe('R54: approvals', () => {
  test('in any order of requests, words, expiry, stop and crash nothing begins that nobody allowed', () => {
    const tool = fc.constantFrom(...(Object.keys(sideEffects) as ToolName[]))
    let started = 0
    let asked = 0
    fc.assert(
      fc.property(
        fc.array(tool, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        fc.array(fc.constantFrom('ask' as const, 'deny' as const), { maxLength: 1 }),
        fc.array(move, { minLength: 5, maxLength: 40 }),
        (calls, planGate, effects, moves) => {
          const world = new World(calls, planGate)
          for (const effect of effects) world.rules.push(ruleOf(effect, calls[0] ?? 'bash'))
          world.rules.push(ruleOf('ask', calls.at(-1) ?? 'bash'))
          for (const one of moves) {
            const from = world.events.length
            make(world, one)
            const ruled = (name: string) =>
              judge(world.rules, { tool: name, commands: [], paths: [], hosts: [], hidden: false }).effect
            checkStarts(world, from, ruled, planGate)
          }
          // Every start of an outside call after the first stands on a word of its own.
          for (const callId of Object.keys(world.state.toolCalls)) {
            const starts = world.events.filter(
              e => e.type === 'tool-started' && e.data.callId === callId,
            ).length
            const repeats = world.state.approvals.filter(
              a => a.callId === callId && a.kind === 'repeat' && a.used,
            ).length
            expect(starts).toBeLessThanOrEqual(1 + repeats)
            started += starts
          }
          asked += world.state.approvals.length
          const words = world.events.filter(({ type }) => type === 'approval-decided')
          expect(words.length).toBe(world.state.approvals.filter(({ decided }) => decided).length)
        },
      ),
      { numRuns: 1_500 },
    )
    // The walk has really been through what it is to prove.
    expect(started).toBeGreaterThan(500)
    expect(asked).toBeGreaterThan(500)
  })

  const asking = () => {
    const world = new World(['bash', 'plan'], false)
    world.rules = [ruleOf('ask', 'bash')]
    world.work(false)
    world.work(false)
    return world
  }

  test('the calls beside it run, and the run waits without a worker until the word expires', () => {
    const world = asking()
    expect(world.state).toMatchObject({
      status: 'waiting',
      waiting: { for: 'approval', reason: 'bash' },
      workerId: null,
    })
    expect(world.state.toolCalls.tool_1?.status).toBe('finished')
    expect(world.state.toolCalls.tool_0?.status).toBe('called')
    world.now += lasts
    world.work(false)
    world.work(false)
    expect(world.state.toolCalls.tool_0).toMatchObject({
      isError: true,
      output: expect.stringContaining('in time'),
    })
    expect(world.state.approvals[0]?.decided?.verdict).toBe('expired')
  })

  test.each([
    ['a stale one', 'approval_none', 0, 'no-approval'],
    ['an expired one', undefined, lasts, 'approval-expired'],
  ] as const)('%s is refused by name', (_, named, later, refusal) => {
    const world = asking()
    const approvalId = named ?? world.state.approvals[0]?.approvalId ?? ''
    const facts = {
      newMessageId: 'm',
      newApprovalId: 'a',
      newRuleId: 'r',
      now: world.now + later,
      model: null,
    }
    for (const type of ['approve', 'deny'] as const)
      expect(
        decide(world.state, { type, approvalId, scope: 'once' } as StateCommand, person, facts),
      ).toMatchObject({ ok: false, refusal })
  })

  test('a second word, and a scope that was not offered, are refused by name', () => {
    const world = asking()
    const approvalId = world.state.approvals[0]?.approvalId ?? ''
    const facts = { newMessageId: 'm', newApprovalId: 'a', newRuleId: 'r', now: world.now, model: null }
    world.tell({ type: 'approve', approvalId, scope: 'once' })
    expect(decide(world.state, { type: 'deny', approvalId }, person, facts)).toMatchObject({
      refusal: 'already-decided',
    })
    const gated = new World(['plan', 'bash'], true)
    for (let steps = 0; steps < 4; steps += 1) gated.work(false)
    const plan = gated.state.approvals[0]
    expect(plan?.kind).toBe('plan')
    expect(
      decide(gated.state, { type: 'approve', approvalId: plan?.approvalId ?? '', scope: 'always' }, person, {
        ...facts,
        now: gated.now,
      }),
    ).toMatchObject({ refusal: 'scope-not-offered' })
  })

  test('the word is bound to the arguments: others are asked about anew', () => {
    const world = asking()
    world.tell({ type: 'approve', approvalId: world.state.approvals[0]?.approvalId ?? '', scope: 'once' })
    const call = world.state.toolCalls.tool_0
    if (!call) throw new Error('no call')
    const does = { tool: 'bash', commands: [], paths: [], hosts: [], hidden: false }
    const judged = { sideEffect: 'workspace' as const, rules: world.rules, does }
    expect(ruleCall(world.state, { ...judged, call })).toEqual({ to: 'run' })
    const other = { ...call, input: { command: 'something else' } }
    expect(ruleCall(world.state, { ...judged, call: other })).toMatchObject({ to: 'request', kind: 'tool' })
    world.rules.push(ruleOf('deny', 'bash'))
    expect(ruleCall(world.state, { ...judged, call })).toMatchObject({ to: 'refuse' })
  })

  test('R55: an outside call that may have happened goes to a person: again, done with these words, or given up', () => {
    for (const answer of ['again', 'done', 'given up'] as const) {
      const world = new World(['post'], false)
      world.work(true)
      world.work(false)
      world.work(false)
      const [approval] = world.state.approvals
      expect(approval).toMatchObject({ kind: 'repeat', callId: 'tool_0' })
      expect(world.state.status).toBe('waiting')
      const approvalId = approval?.approvalId ?? ''
      if (answer === 'given up') world.tell({ type: 'deny', approvalId, reason: 'Leave it.' })
      else
        world.tell({
          type: 'approve',
          approvalId,
          scope: 'once',
          ...(answer === 'done' ? { result: 'Sent.' } : {}),
        })
      world.work(false)
      const starts = world.events.filter(({ type }) => type === 'tool-started').length
      expect([starts, world.state.toolCalls.tool_0?.output]).toEqual(
        { again: [2, 'ok'], done: [1, 'Sent.'], 'given up': [1, expect.stringContaining('Leave it.')] }[
          answer
        ],
      )
    }
  })

  test('R56: a fork has no unspent word of the run it came from', () => {
    const world = asking()
    world.tell({ type: 'approve', approvalId: world.state.approvals[0]?.approvalId ?? '', scope: 'task' })
    const data = { fromRunId: 'run_0', fromSeq: world.state.seq, fromStep: 1, attempt: 2 }
    world.append([{ type: 'run-forked', actor: person, data }])
    expect(world.state.approvals).toEqual([])
  })
})
