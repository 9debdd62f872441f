/** Turns "always allow" into policy: an exception from each rule that asked, in the transaction of the decision. */
import { z } from 'zod'
import type { Actor } from '../accounts/actor'
import type { Connection } from '../db/client'
import { AppError } from '../http/errors'
import { insertRule } from '../policy/repository'
import { ruleMatch } from '../policy/schema'
import { newId } from '../shared/id'
import type { EventDraft } from './events'
import type { RunState } from './run-state'

const asked = z.looseObject({ tool: z.string(), rules: z.array(z.looseObject({ id: z.string() })) })

export async function makeRules(
  db: Connection,
  actor: Actor,
  state: RunState,
  events: readonly EventDraft[],
): Promise<void> {
  for (const event of events) {
    if (event.type !== 'approval-decided' || event.data.ruleId === undefined) continue
    const { approvalId, ruleId, match } = event.data
    const approval = state.approvals.find(known => known.approvalId === approvalId)
    const { tool, rules } = asked.parse(approval?.facts)
    for (const [index, rule] of rules.entries()) {
      const id = index === 0 ? ruleId : newId('rule')
      const exception = {
        effect: 'allow' as const,
        tool,
        match: ruleMatch.parse(match),
        exceptionOf: rule.id,
      }
      const input = {
        ...exception,
        scope: 'workspace' as const,
        scopeId: null,
        note: `Allowed from a run: ${approval?.title ?? ''}`.slice(0, 300),
      }
      // A rule that was removed meanwhile asks nobody any more.
      await insertRule(actor, input, { db, id }).catch(ignoreMissing)
    }
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'not-found') throw error
}
