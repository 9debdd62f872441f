import { describe, expect, test } from 'vitest'
import { effectsAfter, type Fork, forkEvents, planFork } from './decide-fork'
import type { EventDraft } from './events'
import { foldRun } from './fold'
import { placeEvents } from './log/place-events'
import { nextStep } from './next-step'
import { ownSteps } from './run-state'
import { person, placeLog, sampleDrafts, sampleLog, sampleRecipe } from './testing/sample-log'
import { timelineOf } from './timeline'

const command = { type: 'fork' } as const

function planned(more: object = {}, drafts: EventDraft[] = sampleDrafts): Fork {
  const fork = planFork(placeLog(drafts), { ...command, ...more })
  if (!fork.ok) throw new Error(fork.refusal)
  return fork
}

/** The new run as its log folds, from a plan and the source's own events. */
function forked(fork: Fork, more: object = {}, drafts: EventDraft[] = sampleDrafts) {
  let count = 0
  const facts = {
    runId: 'run_2',
    attempt: 2,
    actor: person,
    model: null,
    budget: {},
    newId: () => {
      count += 1
      return `new_${count}`
    },
  }
  const own = forkEvents(fork, { ...command, ...more }, facts)
  const copied = placeLog(drafts, 'run_2').slice(0, fork.seq)
  const state = foldRun(null, [...copied, ...placeEvents('run_2', fork.seq, own, '2026-11-22T11:00:00.000Z')])
  if (!state) throw new Error('empty log')
  return { own, state }
}

describe('R71: a fork is cut where a step is whole', () => {
  test('at the end of a step, before the next one is called for', () => {
    const fork = planned({ step: 1 })
    expect([fork.step, fork.seq, sampleLog[fork.seq]?.type]).toEqual([1, 10, 'model-called'])
    expect(Object.keys(fork.base.files)).toEqual(['a.csv'])
  })

  test('the last finished step when none is named, with everything but the end', () => {
    const fork = planned()
    expect([fork.step, fork.seq]).toEqual([3, sampleDrafts.length - 1])
  })

  test('a step that is done again is not kept', () => {
    const fork = planned({ step: 2, again: true })
    expect([fork.step, fork.seq]).toEqual([1, 10])
    expect(planned({ step: 1, again: true }).step).toBe(0)
  })

  test.each([
    ['no-such-step', sampleDrafts, { step: 9 }],
    ['no-such-step', sampleDrafts.slice(0, 2), { stop: true }],
    ['step-unfinished', sampleDrafts.slice(0, 6), { step: 1, stop: true }],
    ['run-under-way', sampleDrafts.slice(0, 11), { step: 1 }],
  ])('%s', (refusal, drafts, more) => {
    expect(planFork(placeLog(drafts), { ...command, ...more })).toMatchObject({ ok: false, refusal })
  })

  test('a child is not forked by itself', () => {
    const child = sampleDrafts.map(draft =>
      draft.type === 'run-created' ? { ...draft, data: { ...draft.data, parentRunId: 'run_0' } } : draft,
    ) as EventDraft[]
    expect(planFork(placeLog(child), command)).toMatchObject({ ok: false, refusal: 'child-run' })
  })
})

describe('R72: the new run goes on by itself', () => {
  test('it is told where it stands, calls the model next, and has spent nothing', () => {
    const { state } = forked(planned({ step: 1 }), { message: 'Use a.csv.' })
    expect(state.status).toBe('queued')
    expect(state.pendingMessages.map(({ text }) => text)).toEqual([
      'A person took this work back to the end of step 1; it had gone on to step 3. The files are as they were then. Go on from here.',
      'Use a.csv.',
    ])
    expect(nextStep(state, Date.parse('2026-11-22T11:00:01.000Z'))).toEqual({
      type: 'call-model',
      step: 2,
      attempt: 1,
    })
    expect(Object.values(state.totals).every(value => value === 0)).toBe(true)
    expect(ownSteps(state)).toEqual([])
    const figures = timelineOf(state).flatMap(item => (item.kind === 'group' ? [item.summary.figures] : []))
    expect(figures).toEqual([{ tokens: 0, micros: 0, unpriced: false }])
    expect(timelineOf(state).map(item => item.kind)).toEqual(['group', 'fork'])
  })

  test('it goes on after an answer, too', () => {
    const { state } = forked(planned(), { message: 'And now a chart.' })
    expect(nextStep(state, Date.parse('2026-11-22T11:00:01.000Z'))).toMatchObject({
      type: 'call-model',
      step: 4,
    })
    expect(state.pendingMessages[0]?.text).toBe(
      'A person lets this work go on from where it ended, after step 3. Go on from here.',
    )
  })

  test('the limit on steps is as it was, since those that are taken over do not count, or what is asked for', () => {
    const tight = sampleDrafts.map(draft =>
      draft.type === 'run-created'
        ? {
            ...draft,
            data: {
              ...draft.data,
              recipe: { ...sampleRecipe, limits: { ...sampleRecipe.limits, steps: 3 } },
            },
          }
        : draft,
    ) as EventDraft[]
    expect(forked(planned({}, tight), {}, tight).state.limits.steps).toBe(3)
    expect(forked(planned({}, tight), { limits: { steps: 50 } }, tight).state.limits.steps).toBe(50)
    expect(forked(planned({ step: 1 }, tight), {}, tight).state.limits.steps).toBe(3)
  })

  test('effects outside the work folder are named, and only those after the cut', () => {
    const fetched = structuredClone(sampleDrafts)
    for (const draft of fetched) {
      if (draft.type === 'model-replied')
        for (const part of draft.data.parts)
          if (part.type === 'tool-call' && part.name === 'write') part.name = 'web_fetch'
    }
    const fork = planned({ step: 1 }, fetched)
    expect(effectsAfter(fork.source, 1)).toEqual([{ name: 'web_fetch', count: 1 }])
    expect(effectsAfter(fork.source, 2)).toEqual([])
    expect(forked(fork, {}, fetched).state.pendingMessages[0]?.text).toContain(
      'is not undone: 1 × web_fetch.',
    )
  })
})

describe('R74: words that nobody has read are not lost', () => {
  const texts = (fork: Fork) => fork.carried.map(message => message.text)

  test('what the step had been told when it is done again', () => {
    expect(texts(planned({ step: 2, again: true }))).toEqual(['It is a.csv.'])
    expect(texts(planned({ step: 1 }))).toEqual([])
  })

  test('what was waiting when the run ended', () => {
    const drafts = sampleDrafts.slice(0, 10).concat({
      type: 'run-ended',
      actor: person,
      data: { status: 'stopped', reason: 'stopped', message: 'Stopped.', result: null },
    })
    const fork = planned({}, drafts)
    expect(texts(fork)).toEqual(['It is a.csv.'])
    expect(forked(fork, {}, drafts).state.pendingMessages.map(({ text, cause }) => cause ?? text)).toEqual([
      'It is a.csv.',
      'fork',
    ])
  })
})
