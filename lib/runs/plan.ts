/** Plans as data: the next revision of a plan from what somebody wants it to be. Ids, attempts, dependencies. Pure. */
import { mergePlans, type PlanConflict } from './plan-merge'
import type { PlanEdit, PlanStep } from './work-events'

/** What the next revision is made from. */
export interface PlanBook {
  /** The plan that the writer had before their eyes. */
  base: readonly PlanStep[]
  /** The plan as it is now. */
  current: readonly PlanStep[]
  /** Every id that was ever used: none is given twice. */
  usedIds: readonly string[]
}

export type PlanResult =
  | { ok: true; steps: PlanStep[]; merged: boolean }
  | { ok: false; problem: string; conflicts: PlanConflict[] }

const nothing: readonly PlanStep[] = []
export const emptyBook: PlanBook = { base: nothing, current: nothing, usedIds: [] }

/**
 * The next revision. Edits of others since `base` are kept; where both changed the same, nothing is decided, unless the
 * writer overrules what the others did there.
 */
export function revisePlan(book: PlanBook, wanted: readonly PlanEdit[], overrule = false): PlanResult {
  const named = withIds(book, wanted)
  if (!named.ok) return { ok: false, problem: named.problem, conflicts: [] }
  const merged = book.base !== book.current
  const { steps, conflicts } = merged
    ? mergePlans(book.base, named.steps, book.current)
    : { steps: named.steps, conflicts: [] }
  if (conflicts.length > 0 && !overrule)
    return { ok: false, problem: conflicts.map(conflictWords).join(' '), conflicts }
  const settled = conflicts.length > 0 ? overruled(steps, conflicts) : steps
  const counted = countAttempts(book.current, withoutDangling(settled))
  const problem = planProblem(counted)
  return problem ? { ok: false, problem, conflicts: [] } : { ok: true, steps: counted, merged }
}

/** The merged steps with the writer's own values where both sides differ. */
function overruled(steps: readonly PlanStep[], conflicts: readonly PlanConflict[]): PlanStep[] {
  return steps.flatMap(step => {
    const own = conflicts.filter(({ id }) => id === step.id)
    if (own.some(({ field, mine }) => field === 'step' && mine === null)) return []
    const changed: Record<string, unknown> = { ...step }
    for (const { field, mine } of own) {
      if (field === 'step') continue
      if (mine === null) delete changed[field]
      else changed[field] = mine
    }
    return [changed as unknown as PlanStep]
  })
}

export function conflictWords({ title, field, mine, theirs }: PlanConflict): string {
  if (field === 'step')
    return `"${title}" was ${mine === null ? 'removed here and changed' : 'changed here and removed'} meanwhile.`
  return `"${title}": ${field} is ${JSON.stringify(mine)} here and was set to ${JSON.stringify(theirs)} meanwhile.`
}

type Named = { ok: true; steps: PlanStep[] } | { ok: false; problem: string }

/** Finds for each wanted step the one that it was, by its id or else its title; new steps get a new id. */
function withIds({ base, usedIds }: PlanBook, wanted: readonly PlanEdit[]): Named {
  const known = new Map(base.map(step => [step.id, step]))
  const claimed = new Set<string>()
  const twice = wanted.find(
    (step, index) => step.id && wanted.findIndex(other => other.id === step.id) !== index,
  )
  if (twice) return { ok: false, problem: `Two steps have the id ${twice.id}.` }
  for (const { id } of wanted) if (id && known.has(id)) claimed.add(id)
  const used = new Set([...usedIds, ...wanted.flatMap(({ id }) => id ?? [])])
  const taken = new Set(usedIds)
  const ids = wanted.map(step => {
    if (step.id && (known.has(step.id) || !taken.has(step.id))) return step.id
    const same = base.find(({ id, title }) => id && !claimed.has(id) && sameTitle(title, step.title))
    const id = same?.id ?? freshId(used)
    claimed.add(id)
    return id
  })
  const place = new Map<string, string>()
  for (const [index, step] of wanted.entries()) {
    const id = ids[index] ?? ''
    place.set(id, id)
    if (step.id) place.set(step.id, id)
    if (!place.has(step.title)) place.set(step.title, id)
  }
  const steps: PlanStep[] = []
  for (const [index, step] of wanted.entries()) {
    const unknown = step.dependsOn?.find(name => !place.has(name) && !known.has(name))
    if (unknown !== undefined)
      return { ok: false, problem: `"${step.title}" depends on ${unknown}, and there is no such step.` }
    const dependsOn = step.dependsOn?.map(name => place.get(name) ?? name)
    steps.push(keepingOld(known.get(ids[index]), { ...step, id: ids[index] ?? '' }, dependsOn))
  }
  return { ok: true, steps }
}

function sameTitle(left: string, right: string): boolean {
  return left.trim().toLowerCase() === right.trim().toLowerCase()
}

function freshId(used: Set<string>): string {
  let number = used.size + 1
  while (used.has(`s${number}`)) number += 1
  used.add(`s${number}`)
  return `s${number}`
}

function keepingOld(old: PlanStep | undefined, step: PlanStep, dependsOn: string[] | undefined): PlanStep {
  const text = (name: 'acceptance' | 'owner' | 'evidence') => {
    const value = (step[name] ?? old?.[name] ?? '').trim()
    return value === '' ? {} : { [name]: value }
  }
  const needs = dependsOn ?? old?.dependsOn ?? []
  return {
    id: step.id,
    title: step.title.trim(),
    status: step.status,
    ...(needs.length > 0 ? { dependsOn: [...new Set(needs)] } : {}),
    ...text('acceptance'),
    ...text('owner'),
    ...text('evidence'),
    ...(old?.attempts ? { attempts: old.attempts } : {}),
  }
}

/** A step that is gone holds nobody up. */
function withoutDangling(steps: readonly PlanStep[]): PlanStep[] {
  const ids = new Set(steps.map(step => step.id))
  return steps.map(({ dependsOn, ...step }) => {
    const left = dependsOn?.filter(id => ids.has(id)) ?? []
    return left.length > 0 ? { ...step, dependsOn: left } : step
  })
}

/** Each time that a step is begun counts. */
function countAttempts(before: readonly PlanStep[], steps: readonly PlanStep[]): PlanStep[] {
  const known = new Map(before.map(step => [step.id, step]))
  return steps.map(({ attempts: _, ...step }) => {
    const old = known.get(step.id)
    const begun = step.status === 'doing' && old?.status !== 'doing' ? 1 : 0
    const attempts = (old?.attempts ?? 0) + begun
    return attempts > 0 ? { ...step, attempts } : step
  })
}

/** What is wrong with a plan, in a sentence; null when nothing is. */
export function planProblem(steps: readonly PlanStep[]): string | null {
  const busy = new Map<string, PlanStep>()
  for (const step of steps.filter(({ status }) => status === 'doing')) {
    const other = busy.get(step.owner ?? '')
    if (other)
      return `Only one step can be in progress at a time, not both "${other.title}" and "${step.title}".`
    busy.set(step.owner ?? '', step)
  }
  const cycle = findCycle(steps)
  if (cycle) return `These steps wait for each other: ${cycle.map(title => `"${title}"`).join(', ')}.`
  return earlyStart(steps)
}

function earlyStart(steps: readonly PlanStep[]): string | null {
  const open = new Map(
    steps.filter(({ status }) => status !== 'done' && status !== 'skipped').map(s => [s.id, s]),
  )
  for (const step of steps) {
    const first = step.status === 'doing' ? step.dependsOn?.find(id => open.has(id)) : undefined
    if (first !== undefined)
      return `"${step.title}" depends on "${open.get(first)?.title}", which is not done yet.`
  }
  return null
}

/** A merge that nobody is there to correct: what breaks the rules of a plan gives way to `theirs`. */
export function settlePlan(steps: readonly PlanStep[], theirs: readonly PlanStep[]): PlanStep[] {
  if (planProblem(steps) === null) return [...steps]
  const known = new Map(theirs.map(step => [step.id, step]))
  return steps.map(({ dependsOn: _, ...step }) => {
    const old = known.get(step.id)
    if (!old) return { ...step, status: step.status === 'doing' ? ('todo' as const) : step.status }
    return { ...step, status: old.status, ...(old.dependsOn ? { dependsOn: old.dependsOn } : {}) }
  })
}

/** Titles of steps that depend on each other in a circle. */
function findCycle(steps: readonly PlanStep[]): string[] | null {
  const left = new Map(steps.map(step => [step.id, step]))
  for (let removed = true; removed; ) {
    removed = false
    for (const [id, step] of left) {
      if (step.dependsOn?.some(need => left.has(need))) continue
      left.delete(id)
      removed = true
    }
  }
  return left.size === 0 ? null : [...left.values()].map(step => step.title)
}
