/** Policy as data: rules that deny calls of tools or have a person asked, and exceptions from such rules. */
import { z } from 'zod'
import { json } from '../shared/json'

/** Strictest first: deny wins over ask, and ask over allow. */
export const ruleEffect = z.enum(['deny', 'ask', 'allow'])
export type RuleEffect = z.infer<typeof ruleEffect>

/** For whose calls a rule holds. A narrower rule adds to the wider ones and never takes away from them. */
export const ruleScope = z.enum(['workspace', 'agent', 'task'])
export type RuleScope = z.infer<typeof ruleScope>

export const matchKind = z.enum(['any', 'command', 'path', 'host'])
export type MatchKind = z.infer<typeof matchKind>

const pattern = z.string().trim().min(1).max(500)

/** What of a call a rule speaks of: commands by their words, files by their real path, hosts by their name. */
export const ruleMatch = z
  .strictObject({ on: matchKind, patterns: z.array(pattern).max(50) })
  .refine(({ on, patterns }) => (on === 'any') === (patterns.length === 0), {
    message: 'name at least one pattern, or match everything',
    path: ['patterns'],
  })
export type RuleMatch = z.infer<typeof ruleMatch>

const tool = z.string().trim().min(1).max(100)

export const policyRule = z.object({
  id: z.string(),
  scope: ruleScope,
  /** Id of the agent or task; null for the workspace. */
  scopeId: z.string().nullable(),
  effect: ruleEffect,
  /** Name of a tool, or `*` for every one. */
  tool,
  match: ruleMatch,
  note: z.string(),
  /** The rule that this one makes an exception from; only then its effect is `allow`. */
  exceptionOf: z.string().nullable(),
  createdByName: z.string(),
  createdAt: z.iso.datetime(),
})
export type PolicyRule = z.infer<typeof policyRule>

export const ruleList = z.object({ rules: z.array(policyRule.extend({ scopeName: z.string().nullable() })) })
export type RuleList = z.infer<typeof ruleList>

export const createRuleInput = z
  .strictObject({
    scope: ruleScope.default('workspace'),
    scopeId: z.string().nullable().default(null),
    effect: ruleEffect,
    tool: tool.default('*'),
    match: ruleMatch.default({ on: 'any', patterns: [] }),
    note: z.string().trim().max(300).default(''),
    exceptionOf: z.string().nullable().default(null),
  })
  .refine(({ effect, exceptionOf }) => (effect === 'allow') === (exceptionOf !== null), {
    message: 'Everything is allowed that no rule speaks of; allow makes an exception from a rule.',
    path: ['effect'],
  })
  .refine(
    ({ scope, scopeId, exceptionOf }) =>
      exceptionOf !== null || (scope === 'workspace') === (scopeId === null),
    {
      message: 'Name the agent or the task.',
      path: ['scopeId'],
    },
  )
export type CreateRuleInput = z.output<typeof createRuleInput>

/** What would happen with this call now. */
export const tryInput = z.strictObject({
  tool: z.string().trim().min(1).max(100),
  input: json,
  agent: z.string().optional(),
  task: z.string().optional(),
})
export type TryInput = z.output<typeof tryInput>

export const verdict = z.object({
  effect: ruleEffect,
  /** The rules that say so. */
  rules: z.array(z.object({ id: z.string(), words: z.string() })),
  /** The parts of the call that were judged, as they were understood. */
  parts: z.array(z.string()),
  /** Something in the call shows only when it runs. */
  hidden: z.boolean(),
})
export type Verdict = z.infer<typeof verdict>

/** What a rule would have spoken of among the last runs' calls. */
export const previewInput = z.strictObject({ tool, match: ruleMatch, exception: z.boolean().default(false) })
export type PreviewInput = z.output<typeof previewInput>

export const rulePreview = z.object({
  /** Calls that were looked at. */
  looked: z.int(),
  matched: z.int(),
  examples: z.array(
    z.object({
      runId: z.string(),
      taskId: z.string(),
      taskTitle: z.string(),
      tool: z.string(),
      words: z.string(),
    }),
  ),
})
export type RulePreview = z.infer<typeof rulePreview>
