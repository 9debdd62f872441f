/** Acceptance checks: how it is told, from outside the agent, that the work of a task is done. */
import { z } from 'zod'
import { filePath } from '../files/schema'
import { json } from '../shared/json'

/** A check that flickers may be made `of` times and must pass `pass` times; 1 of 1 unless it says otherwise. */
const repeats = z
  .strictObject({ pass: z.int().min(1).max(20), of: z.int().min(1).max(20) })
  .refine(({ pass, of }) => pass <= of, 'pass must not be more than of')

const common = {
  /** What a person calls it; Reef words one when it is left out. */
  name: z.string().trim().min(1).max(120).optional(),
  /** While a required check fails the run cannot succeed; the others are only reported. */
  required: z.boolean().default(true),
  repeats: repeats.optional(),
}

export const check = z.discriminatedUnion('type', [
  /** A script on the run's files, in the sandbox; its exit code decides. */
  z.strictObject({
    type: z.literal('command'),
    ...common,
    command: z.string().trim().min(1).max(10_000),
    exitCode: z.int().min(0).max(255).default(0),
  }),
  /** A file is there, or not, or holds some words. */
  z.strictObject({
    type: z.literal('file'),
    ...common,
    path: filePath,
    exists: z.boolean().default(true),
    contains: z.string().min(1).max(2_000).optional(),
  }),
  /** A value inside a JSON file, named by a pointer (RFC 6901). Without `equals` it only has to be there. */
  z.strictObject({
    type: z.literal('json'),
    ...common,
    path: filePath,
    pointer: z
      .string()
      .max(500)
      .regex(/^(\/.*)?$/, 'a JSON pointer is empty or begins with /'),
    equals: json.optional(),
  }),
  /** An answer of a public web address, asked for through the address guard. */
  z.strictObject({
    type: z.literal('http'),
    ...common,
    url: z.url({ protocol: /^https?$/ }).max(2_000),
    status: z.int().min(100).max(599).default(200),
    contains: z.string().min(1).max(2_000).optional(),
  }),
  /** A model that is not the maker reads the result; it must quote what it judges by. */
  z.strictObject({
    type: z.literal('judge'),
    ...common,
    criterion: z.string().trim().min(1).max(4_000),
    /** `provider:model`; the run's own model when left out. */
    model: z.string().max(200).optional(),
  }),
])
export type Check = z.infer<typeof check>
export type CheckType = Check['type']

export const checks = z.array(check).max(20)

/** What one check said, once. */
export const checkResult = z.object({
  /** Place of the check in the task's list, from 0. */
  index: z.int().nonnegative(),
  name: z.string(),
  type: z.enum(['command', 'file', 'json', 'http', 'judge']),
  required: z.boolean(),
  passed: z.boolean(),
  /** How many of how many tries passed. */
  passes: z.int().nonnegative(),
  of: z.int().positive(),
  /** What was seen, bounded; the agent reads it when the check fails. */
  output: z.string(),
  /** Words from the result that a judge has quoted. */
  evidence: z.array(z.string()).optional(),
  durationMs: z.number().nonnegative(),
})
export type CheckResult = z.infer<typeof checkResult>
