/** JSON as a type and as a schema: what may stand in an event, a column or a tool's arguments. */
import { z } from 'zod'

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

export const json: z.ZodType<Json> = z.json() as z.ZodType<Json>

/** Serialises with object keys in sorted order, so that equal values have equal bytes (and hashes). */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  )
}
