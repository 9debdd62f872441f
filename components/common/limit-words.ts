import type { SomeLimits } from '../../lib/runs/recipe'

interface LimitWords {
  name: keyof SomeLimits
  label: string
  hint: string
  /** What one unit of the field is, in the unit of the limit. */
  factor: number
  min: number
  max?: number
}

const minuteMs = 60_000

/** Each limit as a person reads it, the most telling first. */
export const limitFields: readonly LimitWords[] = [
  { name: 'steps', label: 'Steps', hint: 'Answers of the model.', factor: 1, min: 1 },
  { name: 'wallMs', label: 'Minutes', hint: 'Time at work; waiting is free.', factor: minuteMs, min: 1 },
  {
    name: 'outputTokens',
    label: 'Tokens of one answer',
    hint: 'A longer answer is cut.',
    factor: 1,
    min: 1,
  },
  {
    name: 'repeats',
    label: 'Same call in a row',
    hint: 'With the same result, then it counts as stuck.',
    factor: 1,
    min: 2,
    max: 100,
  },
  {
    name: 'checkRounds',
    label: 'Rounds of checks',
    hint: 'Answers that may fail their checks.',
    factor: 1,
    min: 1,
    max: 100,
  },
  {
    name: 'attempts',
    label: 'Tries of one model call',
    hint: 'Then the next model, or a wait.',
    factor: 1,
    min: 1,
    max: 100,
  },
  {
    name: 'depth',
    label: 'Levels of delegation',
    hint: '0: it hands on no work.',
    factor: 1,
    min: 0,
    max: 10,
  },
  {
    name: 'fanOut',
    label: 'Sub-tasks at once',
    hint: 'Work it may hand on at a time.',
    factor: 1,
    min: 1,
    max: 100,
  },
]

/** What is wrong with the limits, in words for the form; null when nothing is. */
export function limitProblem(limits: SomeLimits): string | null {
  for (const { name, label, factor, min, max } of limitFields) {
    const value = limits[name]
    if (value === undefined) continue
    const shown = value / factor
    if (shown < min || (max !== undefined && shown > max))
      return `${label}: write a number ${max === undefined ? `from ${min} on` : `from ${min} to ${max}`}.`
  }
  return null
}

/** What was kept on this device, limit by limit; odd ones are left out. */
export function limitsFrom(kept: unknown): SomeLimits {
  if (typeof kept !== 'object' || kept === null) return {}
  return Object.fromEntries(
    limitFields.flatMap(({ name }) => {
      const value: unknown = Reflect.get(kept, name)
      return typeof value === 'number' && Number.isFinite(value) ? [[name, value]] : []
    }),
  )
}
