/** The results of a batch as a table: the inputs, what came of them, and the fields of answers that are JSON. */
import { writeCsv } from './csv'
import type { BatchDetail } from './schema'

type Field = string | number | null

/** The fields of an answer that is a JSON object, whether bare or in a code block; null for any other answer. */
export function resultFields(result: string | null): Record<string, Field> | null {
  if (result === null) return null
  const fenced = /^```(?:json)?\s*\n([\s\S]*?)\n```$/.exec(result.trim())?.[1]
  try {
    const value: unknown = JSON.parse(fenced ?? result)
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return null
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fieldOf(each)]))
  } catch {
    return null
  }
}

function fieldOf(value: unknown): Field {
  if (value === null || typeof value === 'number' || typeof value === 'string') return value
  return JSON.stringify(value)
}

/** Names of the fields that any answer has, in the order in which they appear. */
export function resultColumns(results: readonly (string | null)[]): string[] {
  return [...new Set(results.flatMap(result => Object.keys(resultFields(result) ?? {})))]
}

/** The whole table, to be opened in a spreadsheet. */
export function batchCsv({ columns, rows }: Pick<BatchDetail, 'columns' | 'rows'>): string {
  const fields = resultColumns(rows.map(row => row.result))
  const head = [
    'row',
    ...columns,
    'status',
    'result',
    ...fields.map(name => `result.${name}`),
    'tokens',
    'usd',
    'task',
  ]
  const lines = rows.map((row): Field[] => {
    const found = resultFields(row.result)
    return [
      row.number,
      ...columns.map(name => String(row.values[name] ?? '')),
      row.runStatus ?? row.status,
      row.result ?? row.problem,
      ...fields.map(name => found?.[name] ?? null),
      row.tokens,
      row.costUsd,
      row.taskId,
    ]
  })
  return writeCsv([head, ...lines])
}
