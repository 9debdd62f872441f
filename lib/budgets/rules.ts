/** What a budget is on and for how long, and how it is called. Pure. */
import { formatCount, formatDollars } from '../shared/format'

/** What is left on the tightest budget; null where nothing limits. */
export interface HeadRoom {
  micros: number | null
  tokens: number | null
}

/** What an agent was told last of its budget. */
export interface BudgetTold {
  /** The highest of the lines that was crossed by then, in percent. */
  level: number
  left: HeadRoom
}

export const budgetScopes = ['workspace', 'member', 'agent', 'task', 'run', 'batch'] as const
export type BudgetScope = (typeof budgetScopes)[number]

export const budgetPeriods = ['run', 'day', 'month', 'total'] as const
export type BudgetPeriod = (typeof budgetPeriods)[number]

/** Lines in percent of a limit that people and agents are told of before it is reached. */
export const softLines = [80, 95] as const

/** One budget that a call draws on, as it stands in this period. */
export interface BudgetLine {
  id: string
  counterId: string
  scope: BudgetScope
  scopeId: string
  /** The member's or agent's name; null where there is no need of one. */
  name: string | null
  period: BudgetPeriod
  limit: HeadRoom
  spent: { micros: number; tokens: number }
  /** By calls under way. */
  reserved: { micros: number; tokens: number }
  /** When the period turns, ISO time; null where it never does. */
  until: string | null
}

const scopeWords: Record<BudgetScope, string> = {
  workspace: 'Workspace budget',
  member: 'Member budget',
  agent: 'Agent budget',
  task: 'Task budget',
  run: 'Run budget',
  batch: 'Batch budget',
}

const periodWords: Record<BudgetPeriod, string> = {
  run: ' of this run',
  day: ' of today',
  month: ' of this month',
  total: '',
}

/** "Workspace budget of this month", "Agent budget (Reef) of today". */
export function budgetName({ scope, name, period }: Pick<BudgetLine, 'scope' | 'name' | 'period'>): string {
  return `${scopeWords[scope]}${name === null ? '' : ` (${name})`}${periodWords[period]}`
}

/** "$49.20 of $50.00", "49k of 50k tokens", or both. */
export function spentWords({ limit, spent }: Pick<BudgetLine, 'limit' | 'spent'>): string {
  const money = limit.micros === null ? [] : [`${dollarWords(spent.micros)} of ${dollarWords(limit.micros)}`]
  const tokens =
    limit.tokens === null ? [] : [`${formatCount(spent.tokens)} of ${formatCount(limit.tokens)} tokens`]
  return [...money, ...tokens].join(', ')
}

/** Whole micro-dollars as people read them. */
export function dollarWords(micros: number): string {
  return formatDollars.limit(Math.max(0, micros) / 1_000_000)
}

/** What is left on a budget, reservations taken off; null where it does not limit. */
export function roomOf({
  limit,
  spent,
  reserved,
}: Pick<BudgetLine, 'limit' | 'spent' | 'reserved'>): HeadRoom {
  return {
    micros: limit.micros === null ? null : limit.micros - spent.micros - reserved.micros,
    tokens: limit.tokens === null ? null : limit.tokens - spent.tokens - reserved.tokens,
  }
}

/** What is left on the tightest of several budgets; null where none limits. */
export function leastRoom(lines: readonly BudgetLine[]): HeadRoom {
  const rooms = lines.map(roomOf)
  const least = (unit: keyof HeadRoom): number | null => {
    const known = rooms.flatMap(room => room[unit] ?? [])
    return known.length === 0 ? null : Math.min(...known)
  }
  return { micros: least('micros'), tokens: least('tokens') }
}

/** How much of a budget is spent, in whole percent of the tighter of its limits. */
export function percentSpent({ limit, spent }: Pick<BudgetLine, 'limit' | 'spent'>): number {
  const parts = [
    limit.micros === null ? 0 : percent(spent.micros, limit.micros),
    limit.tokens === null ? 0 : percent(spent.tokens, limit.tokens),
  ]
  return Math.max(...parts)
}

function percent(part: number, whole: number): number {
  return whole <= 0 ? 100 : Math.floor((part * 100) / whole)
}

/** Whole micro-dollars of an amount as people write it. */
export function microsOf(usd: number): number {
  return Math.round(usd * 1_000_000)
}
