import { expect, test } from 'vitest'
import { callKey, nestedCallId, nestedCalls, recordedCall } from './nested-calls'
import { nextStep } from './next-step'
import { began, beginRun, stateOf } from './testing/short-log'

/** A script under way that has made these calls, none of which has a result. */
function scriptWith(...inputs: { [key: string]: string }[]) {
  const log = beginRun()
  log.call().reply([{ type: 'tool-call', callId: 'script', name: 'bash', input: { command: 'x' } }])
  log.append({ type: 'tool-started', data: { step: 1, callId: 'script', name: 'bash' } })
  for (const input of inputs) {
    const callId = nestedCallId(stateOf(log), 'script')
    const data = { step: 1, callId, parentCallId: 'script', name: 'post', input }
    log.append({ type: 'nested-called', data })
  }
  return log
}

test('R123: a call is recognised by what it asks for and how often it was made, wherever it comes', () => {
  const state = stateOf(scriptWith({ a: '1', b: '2' }, { a: '9' }, { b: '2', a: '1' }))
  expect(nestedCalls(state, 'script').map(call => call.callId)).toEqual(['script.1', 'script.2', 'script.3'])
  const asked = { name: 'post', input: { b: '2', a: '1' } }
  const found = [0, 1, 2].map(times => recordedCall(state, 'script', asked, times)?.callId)
  expect(found).toEqual(['script.1', 'script.3', undefined])
  expect(recordedCall(state, 'script', { name: 'look', input: asked.input }, 0)).toBeUndefined()
  expect(callKey('post', { a: { c: 1, b: [2] } })).toBe(callKey('post', { a: { b: [2], c: 1 } }))
  expect(callKey('post', { a: [1, 2] })).not.toBe(callKey('post', { a: [2, 1] }))
})

test('R122: no step lists the calls of a script, so that no model sees them', () => {
  const state = stateOf(scriptWith({ a: '1' }))
  expect(state.steps[0]?.toolCallIds).toEqual(['script'])
  expect(state.toolCalls['script.1']).toMatchObject({ parentCallId: 'script', status: 'called' })
})

test('R123: a script whose call waits for a person rests, and goes on after the word', () => {
  const log = scriptWith({ a: '1' })
  const approval = { approvalId: 'approval_1', kind: 'tool' as const, step: 1, callId: 'script.1' }
  log.append({ type: 'approval-requested', data: { ...approval, title: 'Post', inputHash: 'h', facts: {} } })
  expect(nextStep(stateOf(log), began)).toMatchObject({ type: 'wait', for: 'approval', reason: 'Post' })
  log.assign({
    type: 'approval-decided',
    data: { approvalId: 'approval_1', verdict: 'allow', scope: 'once' },
  })
  expect(nextStep(stateOf(log), began)).toMatchObject({ type: 'run-tools', calls: [{ callId: 'script' }] })
})
