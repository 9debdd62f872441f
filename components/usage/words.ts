import type { UsageCutName } from '../../lib/usage/rules'
import type { WasteKind } from '../../lib/usage/waste/rules'

export const cutNames: Record<UsageCutName, string> = {
  day: 'Day',
  agent: 'Agent',
  member: 'Member',
  model: 'Model',
  provider: 'Provider',
  task: 'Task',
  run: 'Run',
  step: 'Step',
  tool: 'Tool',
  child: 'Part',
  skill: 'Skill',
}

export const wasteNames: Record<WasteKind, string> = {
  retry: 'Made again',
  aborted: 'Broken off',
  cache: 'Cache lost',
  loop: 'Loop',
  result: 'Oversized result',
  idle: 'Idle context',
}

/** "97.2 %", and "0 %" without a comma. */
export function percentWords(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %'
  return `${((part / whole) * 100).toFixed(1)} %`
}

/** "22 Nov" of an ISO date, whatever the browser's time zone is. */
export function dayWords(day: string): string {
  return new Date(`${day}T12:00:00Z`).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  })
}
