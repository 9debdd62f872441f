/** Adds attempts up by the choice that was made for them, and divides what they cost by what was solved. Pure. */
import { callRoles, type RecipeRoles } from '../../runs/recipe'
import type { SolvedReport, SolvedRow } from './schema'

/** One attempt at a task that has ended, with all runs that it handed work to. Scripted ones are left out. */
export interface Attempt {
  taskId: string
  agent: { id: string; name: string }
  /** `provider:model` with which it began. */
  model: string
  /** Models and efforts by role, where any was chosen. */
  roles: RecipeRoles | null
  succeeded: boolean
  hasChecks: boolean
  calls: number
  pricedCalls: number
  costMicros: bigint
}

/** R139: the cheapest solved task first, then those of which the price is not known or none was solved. */
export function solvedReport(attempts: readonly Attempt[]): SolvedReport {
  return {
    agents: rowsOf(attempts, ({ agent }) => ({ key: agent.id, label: agent.name })),
    models: rowsOf(attempts, ({ model }) => ({ key: model, label: model })),
    routes: rowsOf(attempts, ({ model, roles }) => {
      const words = routeWords(model, roles ?? {})
      return { key: words, label: words }
    }),
  }
}

/** "openai:gpt-5, high effort; plan openai:gpt-5-pro; judge low effort" */
function routeWords(model: string, roles: RecipeRoles): string {
  const parts = callRoles.flatMap(role => {
    const { model: own, effort } = roles[role] ?? {}
    const choice = [...(own ? [own.spec] : []), ...(effort ? [`${effort} effort`] : [])].join(', ')
    if (role === 'work') return [choice === '' ? model : `${model}, ${choice}`]
    return choice === '' ? [] : [`${role} ${choice}`]
  })
  return parts.join('; ')
}

type NameOf = (attempt: Attempt) => Pick<SolvedRow, 'key' | 'label'>

function rowsOf(attempts: readonly Attempt[], nameOf: NameOf): SolvedRow[] {
  const groups = Map.groupBy(attempts, attempt => nameOf(attempt).key)
  const rows = [...groups.values()].flatMap(list => {
    const [first] = list
    return first ? [{ ...nameOf(first), ...figuresOf(list) }] : []
  })
  const size = ({ perSolvedMicros }: SolvedRow) => perSolvedMicros ?? Number.POSITIVE_INFINITY
  return rows.toSorted((a, b) => (size(a) === size(b) ? b.solved - a.solved : size(a) - size(b)))
}

function figuresOf(list: readonly Attempt[]): Omit<SolvedRow, 'key' | 'label'> {
  const add = (of: (attempt: Attempt) => number) => list.reduce((sum, attempt) => sum + of(attempt), 0)
  const tasksOf = (some: readonly Attempt[]) => new Set(some.map(({ taskId }) => taskId)).size
  const good = list.filter(({ succeeded }) => succeeded)
  const solved = tasksOf(good)
  const calls = add(attempt => attempt.calls)
  const unknownCalls = calls - add(attempt => attempt.pricedCalls)
  const sum = list.reduce((all, { costMicros }) => all + costMicros, 0n)
  const costMicros = unknownCalls > 0 ? null : Number(sum)
  return {
    ...{ attempts: list.length, tasks: tasksOf(list), solved, calls, unknownCalls, costMicros },
    checked: tasksOf(good.filter(({ hasChecks }) => hasChecks)),
    perSolvedMicros: costMicros === null || solved === 0 ? null : Math.round(costMicros / solved),
  }
}
