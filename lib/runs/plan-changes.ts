/** What differs between two revisions of a plan, for the page and for the agent. Pure. */
import { type PlanField, planFields } from './plan-merge'
import type { PlanStep } from './work-events'

export type PlanChange =
  | { kind: 'added' | 'removed'; step: PlanStep }
  | { kind: 'changed'; step: PlanStep; before: PlanStep; fields: PlanField[] }
  | { kind: 'moved'; step: PlanStep }

/** The changes in the order of the newer plan, what is gone at the end. */
export function planChanges(before: readonly PlanStep[], after: readonly PlanStep[]): PlanChange[] {
  const left = [...before]
  const changes: PlanChange[] = []
  const kept: PlanStep[] = []
  for (const step of after) {
    const index = left.findIndex(old => isOf(old, step))
    const old = left[index]
    if (!old) {
      changes.push({ kind: 'added', step })
      continue
    }
    left.splice(index, 1)
    kept.push(old)
    const fields = planFields.filter(field => JSON.stringify(old[field]) !== JSON.stringify(step[field]))
    if (fields.length > 0) changes.push({ kind: 'changed', step, before: old, fields })
    else if (hasMoved(before, kept, old)) changes.push({ kind: 'moved', step })
  }
  return [...changes, ...left.map(step => ({ kind: 'removed' as const, step }))]
}

/** Plans of older runs have no ids: their steps are told by their titles. */
function isOf(old: PlanStep, step: PlanStep): boolean {
  return old.id && step.id ? old.id === step.id : old.title === step.title
}

function hasMoved(before: readonly PlanStep[], kept: readonly PlanStep[], old: PlanStep): boolean {
  const previous = kept.at(-2)
  return previous !== undefined && before.indexOf(previous) > before.indexOf(old)
}

/** The changes in a few lines: `+ Title [todo]`, `- Title`, `~ Title: status todo → done`. */
export function planChangeWords(changes: readonly PlanChange[]): string {
  return changes.map(lineOf).join('\n')
}

function lineOf(change: PlanChange): string {
  const { kind, step } = change
  switch (kind) {
    case 'added':
      return `+ ${step.title} [${step.status}]`
    case 'removed':
      return `- ${step.title}`
    case 'moved':
      return `~ ${step.title}: moved`
    case 'changed': {
      const { before, fields } = change
      const said = fields.map(field => `${field} ${valueWords(before[field])} → ${valueWords(step[field])}`)
      return `~ ${before.title}: ${said.join('; ')}`
    }
  }
}

function valueWords(value: string | string[] | undefined): string {
  if (value === undefined) return 'none'
  return Array.isArray(value) ? value.join(', ') : value
}

/** The plan in lines, as the agent and an export read it. */
export function planWords(steps: readonly PlanStep[]): string {
  return steps
    .map(({ title, status, owner }) => `- [${status}] ${title}${owner ? ` (${owner})` : ''}`)
    .join('\n')
}
