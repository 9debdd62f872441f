/** Where a run ends by itself, and its last act: one answer that tells honestly how things stand. Pure. */
import type { EndReason } from './events'
import type { RunState } from './run-state'

const minute = 60_000

export interface LimitReached {
  reason: EndReason
  message: string
}

/** The limit that stands in the way of the given step; null while there is room. `now` is milliseconds since 1970. */
export function limitReached(state: RunState, step: number, now: number): LimitReached | null {
  const { limits, fork, startedAt, restedMs } = state
  // What a run has taken over from another was counted there.
  if (step - (fork?.fromStep ?? 0) > limits.steps)
    return { reason: 'step-limit', message: `The run reached its limit of ${limits.steps} steps.` }
  if (startedAt && now - Date.parse(startedAt) - restedMs > limits.wallMs) {
    const minutes = Math.round(limits.wallMs / minute)
    return { reason: 'time-limit', message: `The run reached its time limit of ${minutes} minutes.` }
  }
  return null
}

/** What the agent reads before its last answer. */
export function closingWords(message: string): string {
  return `${message} This is your last answer: no tool runs any more. Tell honestly, for the person who takes over: what is done and where it lies; what is not done or was not checked; what to do next. Claim nothing that you have not seen.`
}

/** How things stand, told from the log alone, for a run whose agent gave no last answer. */
export function standOf(state: RunState): string {
  const plan = state.plan?.steps ?? []
  const open = plan.filter(step => step.status !== 'done' && step.status !== 'skipped')
  const paths = Object.keys(state.files).filter(path => !path.startsWith('.reef/'))
  const checks = state.checkRounds.at(-1)?.results ?? []
  const lines = [
    'Told by Reef from the log, because the agent gave no summary.',
    plan.length > 0 && `Plan: ${plan.length - open.length} of ${plan.length} steps are done.`,
    ...open.map(step => `- not done: ${step.title}`),
    checks.length > 0 && `Checks: ${checks.filter(check => check.passed).length} of ${checks.length} passed.`,
    ...checks.filter(check => !check.passed).map(check => `- failed: ${check.name}`),
    paths.length > 0 && `Files: ${paths.slice(0, 30).join(', ')}${paths.length > 30 ? ', …' : ''}`,
  ]
  return lines.filter(line => line !== false).join('\n')
}
