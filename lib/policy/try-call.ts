/** What would happen with a call now: the policy asked without anything being run. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { getDatabase } from '../db/client'
import { readCall } from './read-call'
import { rulesFor } from './repository'
import { judgeCall, partsMatched, partWords, ruleWords } from './rules'
import type { TryInput, Verdict } from './schema'

export async function tryCall(actor: Actor, { tool, input, agent, task }: TryInput): Promise<Verdict> {
  requireCan(actor, 'policy:read')
  const place = { workspaceId: actor.workspaceId, agentId: agent ?? null, taskId: task ?? null }
  const [rules, facts] = await Promise.all([rulesFor(getDatabase(), place), readCall(tool, input)])
  const { effect, rules: speaking } = judgeCall(rules, facts)
  const parts = partsMatched({ on: 'any', patterns: [] }, facts)
  return {
    effect,
    rules: speaking.map(rule => ({ id: rule.id, words: ruleWords(rule) })),
    parts: parts.filter(({ kind }) => kind !== 'hidden').map(partWords),
    hidden: facts.hidden,
  }
}
