import { describe, expect, test } from 'vitest'
import { callWords, doingWords, wantedWords } from './call-words'

const call = { name: 'bash', input: { command: 'rm -r\n  old-tanks' } } as const

describe('the words of a call', () => {
  test('a call that has not begun is not said to run', () => {
    expect(callWords({ ...call, status: 'called' })).toEqual({
      verb: 'Run',
      object: 'rm -r old-tanks',
      outcome: '',
    })
    expect(callWords({ ...call, status: 'started' }).verb).toBe('Running')
    expect(callWords({ ...call, status: 'finished', isError: false, display: { exitCode: 2 } })).toEqual({
      verb: 'Ran',
      object: 'rm -r old-tanks',
      outcome: 'exit 2',
    })
  })

  test('what is wanted and what is done, in one line of bounded length', () => {
    expect([wantedWords(call), doingWords(call)]).toEqual(['Run rm -r old-tanks', 'Running rm -r old-tanks'])
    expect(wantedWords({ name: 'bash', input: { command: 'x'.repeat(500) } })).toHaveLength(140)
    expect(wantedWords({ name: 'somebody_elses_tool', input: {} })).toBe('Call somebody_elses_tool')
    expect(doingWords({ name: 'plan', input: {} })).toBe('Planning')
  })
})
