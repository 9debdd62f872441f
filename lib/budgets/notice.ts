/** What the agent is told of its budget, and when: at the start, at 50, 80 and 95 %, and when there is more. Pure. */
import { formatCount } from '../shared/format'
import { type BudgetLine, type BudgetTold, dollarWords, type HeadRoom, percentSpent } from './rules'

const levels = [50, 80, 95] as const

const advice: Record<number, string> = {
  50: '',
  80: ' Do what matters most first.',
  95: ' Bring the work to a good end now.',
}

/** Null when there is nothing new to say. */
export function budgetNotice(
  lines: readonly BudgetLine[],
  told: BudgetTold | undefined,
): { text: string; told: BudgetTold } | null {
  if (lines.length === 0) return null
  const left = { micros: leastLeft(lines, 'micros'), tokens: leastLeft(lines, 'tokens') }
  const percent = Math.max(...lines.map(percentSpent))
  const level = levels.findLast(line => percent >= line) ?? 0
  const say = (text: string) => ({ text, told: { level, left } })
  const words = leftWords(left)
  if (!told) return say(`Budget left: ${words}. You are told at 50, 80 and 95 %.`)
  if (isMore(left.micros, told.left.micros) || isMore(left.tokens, told.left.tokens))
    return say(`There is more budget: ${words} left.`)
  if (level <= told.level) return null
  return say(`${level} % of the budget is used: ${words} left.${advice[level] ?? ''}`)
}

/** What others have under way is not taken off: most of it comes back. */
function leastLeft(lines: readonly BudgetLine[], unit: 'micros' | 'tokens'): number | null {
  const rooms = lines.flatMap(({ limit, spent }) => {
    const most = limit[unit]
    return most === null ? [] : [Math.max(0, most - spent[unit])]
  })
  return rooms.length === 0 ? null : Math.min(...rooms)
}

function isMore(now: number | null, before: number | null): boolean {
  return before !== null && (now === null || now > before)
}

function leftWords({ micros, tokens }: HeadRoom): string {
  const money = micros === null ? [] : [dollarWords(micros)]
  const count = tokens === null ? [] : [`${formatCount(tokens)} tokens`]
  return [...money, ...count].join(' and ')
}
