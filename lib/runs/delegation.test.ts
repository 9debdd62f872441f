import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assertPresent } from '../shared/assert'
import { noUsage } from '../usage/rules'
import { childRecipe, sameAgent } from './child-recipe'
import { type DelegatedPart, type HandedCall, isGathered, partsToStart } from './delegation'
import type { EventDraft } from './events'
import { foldRun } from './fold'
import { placeEvents } from './log/place-events'
import { isUnderWay } from './open-calls'
import { bareJson, resultProblem, schemaProblem } from './result-shape'
import { openChildren, type RunState } from './run-state'
import type { RunSummary } from './schema'
import { sampleRecipe, worker } from './testing/sample-log'
import { findBranch, pathTo, rowsOfTree, treeOf } from './tree'

const usage = {
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  costUsd: null,
  costUnknown: false,
}
const part: DelegatedPart = { instructions: 'Do it.' }

function created(limits: Partial<RunState['limits']> = {}, depth?: number): EventDraft {
  const tools = [...sampleRecipe.tools, 'delegate', 'read']
  const recipe = { ...sampleRecipe, tools, limits: { ...sampleRecipe.limits, ...limits } }
  const data = {
    taskId: 'task_1',
    attempt: 1,
    parentRunId: null,
    title: 'T',
    instructions: 'I',
    files: [],
    recipe,
  }
  const delegation = depth === undefined ? {} : { delegation: { callId: 'c', index: 0, depth } }
  return { type: 'run-created', actor: worker, data: { ...data, ...delegation } }
}

/** A step of the model with these delegate calls, all begun. */
function handedOut(calls: readonly string[]): EventDraft[] {
  const cost = { micros: 0, price: null, reportedMicros: null }
  const parts = calls.map(callId => ({ type: 'tool-call' as const, callId, name: 'delegate', input: {} }))
  const timing = { firstOutputMs: 1, totalMs: 1 }
  const reply = { finishReason: 'tool-calls' as const, usage: noUsage, usageReported: true, cost, timing }
  return [
    { type: 'run-claimed', actor: worker, data: { workerId: 'worker_1' } },
    {
      type: 'model-called',
      actor: worker,
      data: { step: 1, callId: 'm', attempt: 1, prefixHash: '', messages: 1 },
    },
    { type: 'model-replied', actor: worker, data: { step: 1, callId: 'm', parts, ...reply } },
    ...calls.map(
      (callId): EventDraft => ({
        type: 'tool-started',
        actor: worker,
        data: { step: 1, callId, name: 'delegate' },
      }),
    ),
  ]
}

function folded(drafts: readonly EventDraft[]): RunState {
  return assertPresent(foldRun(null, placeEvents('run_1', 0, drafts, new Date(0).toISOString())), 'state')
}

describe('R62: parts begin in order, as many as there is room for', () => {
  test('whatever ends first, the limit holds, each part begins once, and in the end all have', () => {
    const shape = fc.record({
      sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
      fanOut: fc.integer({ min: 1, max: 8 }),
      picks: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
    })
    fc.assert(
      fc.property(shape, ({ sizes, fanOut, picks }) => {
        const calls: HandedCall[] = sizes.map((size, index) => ({
          callId: `call_${index}`,
          step: 1,
          parts: Array.from({ length: size }, () => part),
        }))
        const drafts = [created({ fanOut }), ...handedOut(calls.map(call => call.callId))]
        let state = folded(drafts)
        const begun: string[] = []
        for (const pick of picks) {
          for (const { call, index } of partsToStart(state, calls)) {
            const childRunId = `run_${call.callId}_${index}`
            begun.push(childRunId)
            const data = { step: 1, callId: call.callId, index, childRunId, agentName: 'A', title: 't' }
            drafts.push({ type: 'child-started', actor: worker, data })
          }
          state = folded(drafts)
          const open = openChildren(state)
          expect(open.length).toBeLessThanOrEqual(fanOut)
          const child = open[pick % Math.max(1, open.length)]
          if (!child) break
          const data = { callId: child.callId, childRunId: child.childRunId, status: 'succeeded' as const }
          drafts.push({ type: 'child-finished', actor: worker, data: { ...data, result: '', usage } })
          state = folded(drafts)
        }
        expect(begun).toEqual(
          calls.flatMap(call => call.parts.map((_, index) => `run_${call.callId}_${index}`)),
        )
        expect(calls.every(call => isGathered(state, call))).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  test('a run whose work is with others is at no worker, so a stop ends it at once', () => {
    expect(isUnderWay(folded([created(), ...handedOut(['call_1'])]))).toBe(false)
  })
})

describe('R61: rights of a child', () => {
  const tool = fc.constantFrom('ask', 'bash', 'delegate', 'edit', 'read', 'web_fetch', 'write')

  test('never a tool more, never a limit wider, whatever its agent brings', () => {
    const limits = fc.record(
      {
        steps: fc.integer({ min: 1, max: 1_000 }),
        depth: fc.integer({ min: 0, max: 10 }),
        fanOut: fc.integer({ min: 1, max: 100 }),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.array(tool), limits, fc.integer({ min: 0, max: 4 }), (tools, own, depth) => {
        const parent = folded([created({ depth: 3 }, depth === 0 ? undefined : depth)])
        const child = { ...sameAgent(parent), tools, limits: own }
        const recipe = childRecipe(parent, child, {})
        const allowed = parent.created.recipe.tools
        expect(recipe.tools.every(name => allowed.includes(name) && (tools as string[]).includes(name))).toBe(
          true,
        )
        if (depth + 1 >= 3) expect(recipe.tools).not.toContain('delegate')
        for (const key of Object.keys(recipe.limits) as (keyof typeof recipe.limits)[])
          expect(recipe.limits[key]).toBeLessThanOrEqual(parent.limits[key])
      }),
    )
  })

  test('a gate that nobody has opened stays shut below', () => {
    const gated = created()
    if (gated.type === 'run-created') gated.data.recipe = { ...gated.data.recipe, planGate: true, checks: [] }
    const parent = folded([gated])
    const recipe = childRecipe(parent, sameAgent(parent), { tokens: 5 })
    expect(recipe).toMatchObject({ planGate: true, budget: { tokens: 5 } })
    expect(recipe.checks).toBeUndefined()
  })
})

describe('R63: the shape of a result', () => {
  const schema = {
    type: 'object',
    properties: { n: { type: 'integer' } },
    required: ['n'],
    additionalProperties: false,
  }

  test.each([
    ['{"n": 1}', null],
    ['```json\n{"n": 1}\n```', null],
    ['Here it is:\n```\n{"n": 1}\n```', null],
    ['{"n": 1.5}', expect.stringContaining('n: ')],
    ['{}', expect.stringContaining('n: ')],
    ['one', expect.stringContaining('It is not JSON')],
  ])('%s', (result, problem) => {
    expect(resultProblem(schema, result)).toEqual(problem)
  })

  test('a schema that cannot be used is known before anybody works', () => {
    expect(schemaProblem(schema)).toBeNull()
    expect(schemaProblem({ type: 'nonsense' })).not.toBeNull()
    expect(bareJson(' 5 ')).toBe('5')
  })
})

test('R66: a tree of any shape adds up, and every run stands in it once', () => {
  const shape = fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(shape, parents => {
      const runs = parents.map(
        (parent, index) =>
          ({
            id: `run_${String(index).padStart(3, '0')}`,
            parentRunId: index === 0 ? null : `run_${String(parent % index).padStart(3, '0')}`,
            status: index % 3 === 0 ? 'running' : 'succeeded',
            usage: { ...usage, inputTokens: index, costUsd: index / 1_000_000 },
          }) as RunSummary,
      )
      const tree = assertPresent(treeOf(runs), 'tree')
      const rows = rowsOfTree(tree)
      expect(rows.map(({ branch }) => branch.run.id).sort()).toEqual(runs.map(run => run.id))
      const sum = runs.reduce((total, _, index) => total + index, 0)
      expect(tree.usage.inputTokens).toBe(sum)
      expect(tree.usage.costUsd).toBe(sum / 1_000_000)
      expect([tree.below, tree.live]).toEqual([
        runs.length - 1,
        runs.filter(run => run.status === 'running').length - 1,
      ])
      for (const { branch, depth } of rows) {
        expect(findBranch(tree, branch.run.id)).toBe(branch)
        expect(pathTo(tree, branch.run.id)).toHaveLength(depth + 1)
      }
    }),
  )
})
