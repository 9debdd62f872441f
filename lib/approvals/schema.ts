/** What an approval shows of the thing that waits for a person's word. */
import { z } from 'zod'
import { ruleMatch } from '../policy/schema'
import { approvalKind, approvalScope } from '../runs/people-events'
import { planStep } from '../runs/work-events'
import { json } from '../shared/json'

const rules = z.array(z.object({ id: z.string(), words: z.string() }))

/** The facts of a tool call. Text is as it would act, with unseen characters made visible. */
export const callFacts = z.object({
  tool: z.string(),
  /** The whole arguments, or their beginning where they are very long. */
  input: json.optional(),
  command: z.string().optional(),
  path: z.string().optional(),
  /** Unified diff of what the call would change. */
  diff: z.string().nullable().optional(),
  url: z.string().optional(),
  host: z.string().optional(),
  cut: z.boolean().optional(),
  /** The rules that ask. */
  rules: rules.optional(),
  scopes: z.array(approvalScope).optional(),
  /** What the wider scopes would speak of. */
  match: ruleMatch.nullable().optional(),
  /** For a call that may have happened: when it began. */
  startedAt: z.string().optional(),
})
export type CallFactsShown = z.infer<typeof callFacts>

export const planFacts = z.object({ revision: z.int().positive(), steps: z.array(planStep) })
export type PlanFacts = z.infer<typeof planFacts>

/** An open approval of some run, as lists show it. */
export const openApproval = z.object({
  approvalId: z.string(),
  runId: z.string(),
  taskId: z.string(),
  taskTitle: z.string(),
  /** The task whose person started all of it: for a run that another run started, the topmost one's. */
  rootTaskId: z.string(),
  rootRunId: z.string(),
  agentName: z.string(),
  runTitle: z.string(),
  kind: approvalKind,
  title: z.string(),
  requestedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  facts: z.record(z.string(), json),
  callId: z.string().nullable(),
  step: z.int(),
  inputHash: z.string(),
})
export type OpenApproval = z.infer<typeof openApproval>

export const approvalList = z.object({ approvals: z.array(openApproval) })
export type ApprovalList = z.infer<typeof approvalList>

/** `run`: of this run and of the runs that it has started, at any depth. */
export const approvalFilter = z.object({ run: z.string().optional() })
export type ApprovalFilter = z.infer<typeof approvalFilter>
