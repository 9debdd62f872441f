/** What a run is when it has just been created: nothing has happened in it yet. Pure. */
import { noUsage } from '../usage/rules'
import type { RunEventOf } from './events'
import type { RunState } from './run-state'

/** The state after the first event of a log. */
export function initialState(event: RunEventOf<'run-created'>): RunState {
  return {
    runId: event.runId,
    seq: event.seq,
    created: { ...event.data, at: event.at, actor: event.actor },
    status: 'queued',
    model: event.data.recipe.model,
    waiting: null,
    budget: event.data.recipe.budget,
    limits: event.data.recipe.limits,
    stopRequested: false,
    workerId: null,
    claimedAt: null,
    startedAt: null,
    endedAt: null,
    restedMs: 0,
    restingSince: null,
    lastEventAt: event.at,
    end: null,
    history: [],
    pendingMessages: [],
    steps: [],
    toolCalls: {},
    plan: null,
    planRevisions: [],
    files: Object.fromEntries(event.data.files.map(({ path, hash, size }) => [path, { hash, size }])),
    openedSkills: [],
    brokenPrefixes: [],
    approvals: [],
    children: [],
    checkRounds: [],
    compactions: [],
    sideCalls: [],
    interventions: [],
    modelChanges: [],
    heardAfterStep: 0,
    totals: { ...noUsage, costMicros: 0, unpricedCalls: 0, pricedCalls: 0 },
  }
}
