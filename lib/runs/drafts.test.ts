import { describe, expect, it } from 'vitest'
import { applyFrames, noDrafts, settleDrafts } from './drafts'
import { LogWriter } from './fixtures/log-writer'
import { sampleLog } from './fixtures/sample-log'
import type { RunFrame } from './schema'

const frame = (part: Partial<RunFrame>): RunFrame => ({ callId: 'model_1', kind: 'text', text: '', ...part })

describe('drafts', () => {
  it('append frames of one call, each kind on its own', () => {
    const drafts = applyFrames(noDrafts, [
      frame({ kind: 'reasoning', text: 'Two ' }),
      frame({ kind: 'reasoning', text: 'ways.' }),
      frame({ text: 'The first' }),
      frame({ text: ' one.' }),
      frame({ kind: 'tool-input', toolCallId: 'a', toolName: 'bash', text: '{"com' }),
      frame({ kind: 'tool-input', toolCallId: 'a', text: 'mand"' }),
    ])
    expect(drafts).toEqual({
      ...noDrafts,
      callId: 'model_1',
      reasoning: 'Two ways.',
      text: 'The first one.',
      tools: [{ toolCallId: 'a', name: 'bash', input: '{"command"', output: '' }],
    })
  })

  it('begin anew with a reset and with another call, so that nothing is shown twice after a reconnection', () => {
    const before = applyFrames(noDrafts, [frame({ text: 'Half of' })])
    expect(applyFrames(before, [frame({ text: 'Half of it', reset: true })]).text).toBe('Half of it')
    expect(applyFrames(before, [frame({ callId: 'model_2', text: 'Next' })])).toEqual({
      ...noDrafts,
      callId: 'model_2',
      text: 'Next',
    })
  })

  it('keep the output of a running tool while the next words arrive, until the tool has finished', () => {
    const running = applyFrames(noDrafts, [
      frame({
        callId: 'call_2_0',
        kind: 'tool-output',
        toolCallId: 'call_2_0',
        toolName: 'bash',
        text: 'ok\n',
      }),
      frame({ callId: 'model_3', text: 'Then' }),
    ])
    expect(running.tools).toEqual([{ toolCallId: 'call_2_0', name: 'bash', input: '', output: 'ok\n' }])
    const finished = sampleLog().events.filter(
      event => event.type === 'tool-finished' && event.data.callId === 'call_2_0',
    )
    expect(settleDrafts(running, finished).tools).toEqual([])
  })

  it('are gone once the words are an event, or the run has ended', () => {
    const before = applyFrames(noDrafts, [frame({ text: 'Half of' })])
    const replied = new LogWriter('run_1', 0).call().reply([{ type: 'text', text: 'Half of it.' }]).events
    const over = replied.flatMap(event => (event.type === 'model-replied' ? [event.data.callId] : []))
    expect(settleDrafts(before, replied)).toEqual({ ...noDrafts, over })
    expect(settleDrafts(before, sampleLog().events.slice(-1))).toEqual(noDrafts)
  })

  it('take no late frame of a call that is an event by now', () => {
    const replied = new LogWriter('run_1', 0).call().reply([{ type: 'text', text: 'Whole.' }]).events
    const settled = settleDrafts(noDrafts, replied)
    const [callId = ''] = settled.over
    expect(applyFrames(settled, [frame({ callId, text: 'Wh', reset: true })])).toBe(settled)
  })
})
