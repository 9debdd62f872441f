import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shownCalls } from './compaction'
import type { LogWriter } from './fixtures/log-writer'
import { buildRequest } from './model-context'
import { leastShared, sameResult } from './same-result'
import { beginRun, stateOf } from './testing/short-log'

interface Move {
  name: string
  input: { [key: string]: string }
  output: string
  isError?: boolean
}

const long = (letter: string) => `${letter} `.repeat(leastShared)
const reads = (path: string, output = long(path)): Move => ({ name: 'read', input: { path }, output })

/** One step with these calls, finished as a worker finishes them. */
function play(log: LogWriter, ...moves: Move[]): void {
  log.call()
  const step = stateOf(log).steps.length
  const id = (index: number) => `tool_${step}_${index}`
  const calls = moves.map(({ name, input }, index) => ({
    type: 'tool-call' as const,
    callId: id(index),
    name,
    input,
  }))
  log.reply(calls)
  for (const [index, { name, output, isError = false }] of moves.entries()) {
    const state = stateOf(log)
    const call = state.toolCalls[id(index)]
    if (!call) throw new Error('no call')
    const sameAs = sameResult(state, call, { output, isError }, shownCalls(state))
    const data = { step, callId: call.callId, name, output, isError, durationMs: 1 }
    log.append({ type: 'tool-finished', data: { ...data, ...(sameAs ? { sameAs } : {}) } })
  }
}

const messagesOf = (log: LogWriter) => buildRequest(stateOf(log), [], part => part).messages
const resultsOf = (log: LogWriter) =>
  messagesOf(log).flatMap(message => (message.role === 'tool' ? message.results.map(one => one.output) : []))

test('R120: a result that the model sees already is named, and the log keeps all of it', () => {
  const log = beginRun()
  play(log, reads('a.md'))
  play(log, reads('b.md'))
  play(log, { name: 'bash', input: { command: 'cat a.md' }, output: long('a.md') })
  expect(resultsOf(log)).toEqual([
    long('a.md'),
    long('b.md'),
    '[The same result as "Reading a.md" gave in step 1; unchanged. Repeat the call to get it again.]',
  ])
  expect(Object.values(stateOf(log).toolCalls).map(call => call.output)).toEqual(
    ['a.md', 'b.md', 'a.md'].map(long),
  )
})

test('R120: a small result, another one, and a failure are sent as they are', () => {
  const log = beginRun()
  play(log, reads('a.md', 'short'))
  play(log, reads('a.md', 'short'))
  play(log, reads('b.md'))
  play(log, reads('b.md', `${long('b.md')}!`))
  play(log, { ...reads('b.md'), isError: true })
  const [, , ...later] = resultsOf(log)
  expect(later).toEqual([long('b.md'), `${long('b.md')}!`, long('b.md')])
})

test('R120: a call that is repeated after a reference gets everything, and the next one refers to that', () => {
  const log = beginRun()
  for (let times = 0; times < 4; times += 1) play(log, reads('a.md'))
  expect(resultsOf(log)).toEqual([
    long('a.md'),
    '[Unchanged since you made this call in step 1. Repeat it to get the result again.]',
    long('a.md'),
    '[Unchanged since you made this call in step 3. Repeat it to get the result again.]',
  ])
})

test('R120: what was left out or summed up is never referred to', () => {
  const log = beginRun()
  play(log, reads('a.md'))
  play(log, reads('b.md'), reads('a.md'))
  play(log, reads('c.md'), { name: 'bash', input: { command: 'cat a.md' }, output: long('a.md') })
  const compaction = {
    step: 4,
    throughStep: 1,
    summary: null,
    tokensBefore: 9_000,
    tokensAfter: 4_000,
    reason: 'Full.',
  }
  log.append({
    type: 'context-compacted',
    data: { ...compaction, kind: 'mask', maskedCallIds: ['tool_1_0'] },
  })
  const [first = '', , second, , third] = resultsOf(log)
  expect(first).toContain('left out')
  expect(second).toBe(long('a.md'))
  expect(third).toContain('in step 2')
  const summary = {
    ...compaction,
    kind: 'summary' as const,
    throughStep: 2,
    summary: 'Facts.',
    maskedCallIds: [],
  }
  log.append({ type: 'context-compacted', data: summary })
  expect(resultsOf(log)).toEqual([long('c.md'), long('a.md')])
  play(log, reads('b.md'))
  expect(resultsOf(log).at(-1)).toBe(long('b.md'))
})

const anyMove = fc.record({
  path: fc.constantFrom('a', 'b', 'c'),
  content: fc.constantFrom('one', 'two'),
  small: fc.boolean(),
})

test('R120: whatever happens, all that is referred to stands in full before, and nothing sent changes', () => {
  const anyStep = fc.oneof(
    { weight: 6, arbitrary: fc.array(anyMove, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.record({ mask: fc.nat(20) }) },
    { weight: 1, arbitrary: fc.record({ through: fc.nat(20) }) },
  )
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 14 }), script => {
      const log = beginRun()
      let sent = messagesOf(log)
      for (const move of script) {
        const state = stateOf(log)
        const steps = state.steps.length
        if (Array.isArray(move)) {
          const full = (path: string, content: string) => long(`${path} ${content}`)
          play(
            log,
            ...move.map(({ path, content, small }) => reads(path, small ? content : full(path, content))),
          )
          const now = messagesOf(log)
          expect(now.slice(0, sent.length)).toEqual(sent)
        } else if (steps > 0) {
          const calls = Object.keys(state.toolCalls)
          const masked = 'mask' in move ? calls.slice(0, move.mask) : []
          const known = new Set(state.compactions.flatMap(one => one.maskedCallIds))
          const data = {
            step: steps + 1,
            kind: 'mask' in move ? ('mask' as const) : ('summary' as const),
            throughStep: 'mask' in move ? steps : Math.min(move.through, steps),
            maskedCallIds: masked.filter(id => !known.has(id)),
            summary: 'mask' in move ? null : 'Facts.',
            tokensBefore: 1,
            tokensAfter: 1,
            reason: 'Full.',
          }
          log.append({ type: 'context-compacted', data })
        }
        sent = messagesOf(log)
        const seen = new Set<string>()
        const isShown = shownCalls(stateOf(log))
        for (const message of sent) {
          if (message.role !== 'tool') continue
          for (const { callId, output } of message.results) {
            const call = stateOf(log).toolCalls[callId]
            if (/^\[(Unchanged|The same)/.test(output)) expect(seen).toContain(call?.output)
            else if (call && isShown(call)) expect(output).toBe(call.output)
            seen.add(output)
          }
        }
      }
    }),
    { numRuns: 150 },
  )
})
