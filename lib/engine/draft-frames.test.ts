import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RunFrame } from '../runs/schema'
import { compileRedactor } from '../shared/redact'
import { DraftFrames } from './draft-frames'

const secret = 'sk-live-4f9a8b7c6d5e'

function openFrames(isWatched = () => true) {
  const sent: RunFrame[] = []
  const redactor = compileRedactor([secret])
  const news = { sendFrames: (_: string, frames: RunFrame[]) => void sent.push(...frames) }
  const frames = new DraftFrames('run', news, isWatched, () => redactor.stream())
  /** Lets what was gathered go, as time would. */
  const settle = () => frames.begin('next')
  return { frames, sent, settle, text: () => sent.map(frame => frame.text).join('') }
}

test('a secret cut anywhere, over any number of frames, does not leave', () => {
  const whole = `The key is ${secret}, and so on.`
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: whole.length }), { maxLength: 6 }), cuts => {
      const { frames, settle, text } = openFrames()
      frames.begin('call')
      const edges = [0, ...cuts.sort((a, b) => a - b), whole.length]
      for (const [index, end] of edges.slice(1).entries())
        frames.push({ kind: 'text', text: whole.slice(edges[index], end) })
      settle()
      expect(text()).toBe('The key is [redacted], and so on.')
    }),
  )
})

test('thoughts and words are told apart: pieces of both may alternate', () => {
  const { frames, sent, settle } = openFrames()
  frames.begin('call')
  frames.push({ kind: 'text', text: `a ${secret.slice(0, 9)}` })
  frames.push({ kind: 'reasoning', text: 'hm' })
  frames.push({ kind: 'text', text: `${secret.slice(9)}.` })
  settle()
  expect(sent).toEqual([
    { callId: 'call', kind: 'text', text: 'a ' },
    { callId: 'call', kind: 'reasoning', text: 'hm' },
    { callId: 'call', kind: 'text', text: '[redacted].' },
  ])
})

test('who comes late gets the draft so far, once; ordinary text is never held back', () => {
  let watched = false
  const { frames, sent, settle } = openFrames(() => watched)
  frames.begin('call')
  frames.push({ kind: 'text', text: 'Ordinary talk.' })
  watched = true
  frames.replay()
  expect(sent).toEqual([{ callId: 'call', kind: 'text', text: 'Ordinary talk.', reset: true }])
  frames.push({ kind: 'text', text: ' go on' })
  settle()
  expect(sent.slice(1)).toEqual([{ callId: 'call', kind: 'text', text: ' go on' }])
})

test('nothing is sent while nobody watches, and a draft of any length stays small', () => {
  const { frames, sent, settle } = openFrames(() => false)
  frames.begin('call')
  for (let index = 0; index < 2_000; index += 1)
    frames.push({ kind: 'tool-output', text: 'x'.repeat(1_000), toolCallId: 'tool' })
  frames.replay()
  settle()
  expect(sent.map(frame => frame.text.length <= 120_000)).toEqual([true])
})
