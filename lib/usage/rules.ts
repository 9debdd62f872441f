/** What is known of the ledger without its schemas: counters before anything was counted, and the ways to cut it. Pure. */
import type { UsageRecord } from './schema'

export const noUsage: UsageRecord = {
  inputFresh: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  outputText: 0,
  reasoning: 0,
}

export const usageCuts = [
  'day',
  'agent',
  'member',
  'model',
  'provider',
  'task',
  'run',
  'step',
  'tool',
  'child',
  'skill',
] as const

export type UsageCutName = (typeof usageCuts)[number]

/** What a page asks of the ledger: what is not set is not there, so that the same question has the same key. */
export interface UsageQuestion {
  [name: string]: string | number
  by: UsageCutName
}

/** Filters that a page keeps in its address, beside the cut. */
export const usageFilterNames = [
  'from',
  'to',
  'agent',
  'member',
  'model',
  'provider',
  'task',
  'run',
  'skill',
] as const
export type UsageFilterName = (typeof usageFilterNames)[number]

/** The question that an address asks: thirty days by day where it says nothing. */
export function usageQuestion(
  values: Readonly<Record<string, unknown>>,
  by: UsageCutName = usageCuts.find(cut => cut === values.by) ?? 'day',
): UsageQuestion {
  const question: UsageQuestion = { by }
  for (const name of usageFilterNames) {
    const value = values[name]
    if (typeof value === 'string' && value !== '') question[name] = value
  }
  const days = Number(values.days)
  if (question.from === undefined && Number.isInteger(days) && days >= 1 && days <= 365 && days !== 30)
    question.days = days
  return question
}

/** Every day of a range of ISO dates, first and last included; at most 400. */
export function daysOf({ from, to }: { from: string; to: string }): string[] {
  const days: string[] = []
  const last = Date.parse(to)
  for (let at = Date.parse(from); at <= last && days.length < 400; at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10))
  return days
}
