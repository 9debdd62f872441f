import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compactionRules, maskedCalls, outputPath } from './compaction'
import { contextTokens, roomOf } from './context-size'
import type { LogWriter } from './fixtures/log-writer'
import type { ModelMessage } from './message'
import { buildRequest } from './model-context'
import { type NextStep, nextStep } from './next-step'
import type { RecipeModel } from './recipe'
import { sampleRecipe } from './testing/sample-log'
import { began, beginRun, stateOf } from './testing/short-log'

const window = 16_000
const model: RecipeModel = { ...(sampleRecipe.model as RecipeModel), contextTokens: window }
const limits = { ...sampleRecipe.limits, steps: 100_000, outputTokens: 2_000, wallMs: 10 ** 12 }
const goal = 'Find the seven seals. CONSTRAINT-1: never delete a file.'

const requestOf = (log: LogWriter) => buildRequest(stateOf(log), [], part => part)
const textOf = (messages: readonly ModelMessage[]) => JSON.stringify(messages)
/** As a tokenizer would count, one for four characters. */
const tokensOf = (log: LogWriter) => Math.ceil(textOf(requestOf(log).messages).length / 4)

type Compact = Extract<NextStep, { type: 'compact' }>

function compact(log: LogWriter, { step, plan }: Compact): void {
  const state = stateOf(log)
  const changes = plan.maskedCallIds.flatMap(id => {
    const call = state.toolCalls[id]
    return call
      ? [{ path: outputPath(call), entry: { hash: 'c'.repeat(64), size: call.output?.length ?? 0 } }]
      : []
  })
  const summary = plan.kind === 'mask' ? null : `Facts: the summary of ${step}. ${'x'.repeat(3_000)}`
  const planRevision = state.plan ? { planRevision: state.plan.revision } : {}
  log.append({ type: 'context-compacted', data: { step, ...plan, summary, changes, ...planRevision } })
}

/** One step of a model that reports what it was sent. */
function step(log: LogWriter, index: number, size: number): void {
  const input = tokensOf(log)
  const command = `echo ${index}`
  log.call()
  const callId = `call_${stateOf(log).steps.length}`
  log.append({
    type: 'model-replied',
    data: {
      step: stateOf(log).steps.length,
      callId: `model_${index}`,
      parts: [
        { type: 'text', text: `Thinking about ${index}.` },
        { type: 'tool-call', callId, name: 'bash', input: { command } },
      ],
      finishReason: 'tool-calls',
      usage: {
        inputFresh: input,
        cacheRead: 0,
        cacheWrite5m: 0,
        cacheWrite1h: 0,
        outputText: 30,
        reasoning: 0,
      },
      usageReported: true,
      cost: { micros: 1, price: null, reportedMicros: null },
      timing: { firstOutputMs: 1, totalMs: 1 },
    },
  })
  log.append({ type: 'tool-started', data: { step: stateOf(log).steps.length, callId, name: 'bash' } })
  const output = `result ${index} ${'y'.repeat(size)}`
  log.finish(callId, { name: 'bash', input: { command }, output })
}

/** Works until so many compactions are made; each decision is the real one. */
function work(
  log: LogWriter,
  compactions: number,
  sizeOf: (index: number) => number,
  each?: () => void,
): void {
  for (let index = 0; stateOf(log).compactions.length < compactions; index += 1) {
    if (index > 2_000) throw new Error('it never becomes shorter')
    const next = nextStep(stateOf(log), began)
    if (next.type === 'compact') compact(log, next)
    else if (next.type === 'notify') {
      // Nobody moves the plan in these runs, so Reef asks for another one now and then.
      const { type: _, ...notice } = next
      log.append({ type: 'notice-given', data: { ...notice, messageId: `notice_${index}` } })
    } else if (next.type === 'call-model') {
      each?.()
      step(log, index, sizeOf(index))
    } else throw new Error(`unexpected ${next.type}`)
  }
}

describe('R46: a context that keeps the thread', { timeout: 60_000 }, () => {
  test('what must not be lost survives 20 compactions word for word', () => {
    const log = beginRun({ model, limits, tools: ['bash', 'skill', 'ask', 'plan'] }, goal)
    log.act(
      {},
      {
        name: 'skill',
        input: { name: 'seals' },
        output: 'SKILL-BODY: always count twice.',
        display: { name: 'seals', hash: 'h' },
      },
    )
    log.plan(1, ['Look under the sea', 'doing'], ['Count the seals', 'todo'])
    log.say('CONSTRAINT-2: write only into report.md')
    const question = { question: 'QUESTION: which sea?', choices: [] }
    log.call().reply([{ type: 'tool-call', callId: 'ask_1', name: 'ask', input: question }])
    log.append({ type: 'question-asked', data: { step: 2, callId: 'ask_1', ...question } })
    log.append({ type: 'question-answered', data: { callId: 'ask_1', answer: 'ANSWER: the north sea' } })
    log.append({ type: 'run-resumed', data: { reason: '' } })
    log.append({ type: 'run-claimed', data: { workerId: 'worker_1' } })
    const pinned = [
      goal,
      'CONSTRAINT-2: write only into report.md',
      'SKILL-BODY: always count twice.',
      'QUESTION: which sea?',
      'ANSWER: the north sea',
      'Look under the sea',
    ]
    const seen = () => textOf(requestOf(log).messages)
    work(
      log,
      20,
      index => 200 + ((index * 7919) % 5_000),
      () => {
        const text = seen()
        // The plan enters once it is carried; before that the model has its own call of the tool.
        const wanted = stateOf(log).compactions.some(one => one.kind !== 'mask') ? pinned : pinned.slice(0, 5)
        expect(wanted.filter(words => !text.includes(words))).toEqual([])
      },
    )
    const kinds = new Set(stateOf(log).compactions.map(one => one.kind))
    expect([...kinds].sort()).toEqual(['handoff', 'mask', 'summary'])
  })

  test('whatever the results are like: below the window, no second time at once, every result can be fetched', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9_000 }), { minLength: 5, maxLength: 30 }),
        fc.integer({ min: 8_000, max: 60_000 }),
        (sizes, contextTokensOfModel) => {
          const log = beginRun({ model: { ...model, contextTokens: contextTokensOfModel }, limits }, goal)
          work(
            log,
            3,
            index => sizes[index % sizes.length] ?? 0,
            () => {
              expect(tokensOf(log)).toBeLessThan(contextTokensOfModel)
            },
          )
          const state = stateOf(log)
          const steps = state.compactions.map(one => one.step)
          const gaps = steps.slice(1).map((at, index) => at - (steps[index] ?? 0))
          const full = roomOf(state) * compactionRules.full
          for (const [index, gap] of gaps.entries()) {
            const before = state.compactions[index + 1]?.tokensBefore ?? 0
            expect(gap > compactionRules.rest || (gap > 0 && before >= full)).toBe(true)
          }
          const kept = [...maskedCalls(state)].flatMap(id => state.toolCalls[id] ?? []).map(outputPath)
          expect(kept.filter(path => !state.files[path])).toEqual([])
          expect(new Set(kept).size).toBe(kept.length)
        },
      ),
      { numRuns: 10 },
    )
  })

  test('between two compactions each request begins with what the one before was (R23)', () => {
    const log = beginRun({ model, limits }, goal)
    let before: { compactions: number; messages: ModelMessage[] } | undefined
    work(
      log,
      8,
      index => 300 + ((index * 7919) % 3_000),
      () => {
        const { messages } = requestOf(log)
        const compactions = stateOf(log).compactions.length
        if (before?.compactions === compactions)
          expect(messages.slice(0, before.messages.length)).toEqual(before.messages)
        before = { compactions, messages }
      },
    )
  })

  test('a call is never parted from its result', () => {
    const log = beginRun({ model, limits }, goal)
    work(
      log,
      6,
      index => (index * 7919) % 4_000,
      () => {
        const { messages } = requestOf(log)
        const calls = messages.flatMap(message =>
          message.role === 'assistant'
            ? message.parts.flatMap(part => (part.type === 'tool-call' ? [part.callId] : []))
            : [],
        )
        const results = messages.flatMap(message =>
          message.role === 'tool' ? message.results.map(one => one.callId) : [],
        )
        expect(results).toEqual(calls)
      },
    )
  })

  test('it frees a good share: the next request is well below the trigger', () => {
    const log = beginRun({ model, limits }, goal)
    work(log, 6, () => 2_500)
    const state = stateOf(log)
    expect(contextTokens(state)).toBeLessThan(roomOf(state) * compactionRules.trigger * 0.8)
  })
})

describe('R47: a window that is full already', () => {
  const overflow = (log: LogWriter): LogWriter =>
    log.call().append({
      type: 'model-failed',
      data: {
        step: stateOf(log).steps.length,
        callId: 'x',
        error: { code: 'context-overflow', message: 'Too long.', retryable: false },
      },
    })

  test('is made shorter and tried again; twice at most', () => {
    const log = beginRun({ model: { ...model, contextTokens: null }, limits }, goal)
    for (let index = 0; index < 12; index += 1) step(log, index, 3_000)
    overflow(log)
    const first = nextStep(stateOf(log), began)
    if (first.type !== 'compact') throw new Error(first.type)
    expect(first).toMatchObject({ step: 13, plan: { overflow: true } })
    compact(log, first)
    expect(nextStep(stateOf(log), began)).toEqual({ type: 'call-model', step: 13, attempt: 2 })
    const again = (attempt: number): LogWriter =>
      log
        .append({
          type: 'model-called',
          data: { step: 13, callId: `again_${attempt}`, attempt, prefixHash: '', messages: 1 },
        })
        .append({
          type: 'model-failed',
          data: {
            step: 13,
            callId: `again_${attempt}`,
            error: { code: 'context-overflow', message: 'Too long.', retryable: false },
          },
        })
    const second = nextStep(stateOf(again(2)), began)
    if (second.type !== 'compact') throw new Error(second.type)
    expect(second.plan.kind).toBe('handoff')
    compact(log, second)
    expect(nextStep(stateOf(log), began)).toMatchObject({ type: 'call-model', attempt: 3 })
    expect(nextStep(stateOf(again(3)), began)).toMatchObject({ type: 'end', reason: 'model-error' })
  })

  test('with nothing that could be told shorter, it ends with the provider’s words', () => {
    expect(nextStep(stateOf(overflow(beginRun({ model, limits }, goal))), began)).toMatchObject({
      type: 'end',
      reason: 'model-error',
      message: 'Too long.',
    })
  })
})
