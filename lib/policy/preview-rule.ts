/** What a rule, before it is made, would have spoken of among the calls of the last runs. */
import type { Actor } from '../accounts/actor'
import { readCall } from './read-call'
import { type RecentCall, recentCalls } from './repository'
import { covers, namesTool, partsMatched, partWords } from './rules'
import type { PreviewInput, RulePreview } from './schema'

const examplesShown = 8
const wordsShown = 200

/** An exception has to cover the whole call; any other rule speaks as soon as it matches a part. */
export async function previewRule(actor: Actor, rule: PreviewInput): Promise<RulePreview> {
  const calls = (await recentCalls(actor)).filter(({ name }) => namesTool(rule.tool, name))
  const found: { call: RecentCall; words: string }[] = []
  for (const call of calls) {
    const facts = await readCall(call.name, call.input)
    const all = partsMatched({ on: 'any', patterns: [] }, facts)
    const parts = rule.exception
      ? all.filter(part => covers(rule.match, part))
      : partsMatched(rule.match, facts)
    if (parts.length === 0 || (rule.exception && parts.length < all.length)) continue
    found.push({ call, words: all.map(partWords).join(' ; ').slice(0, wordsShown) })
  }
  return {
    looked: calls.length,
    matched: found.length,
    examples: found.slice(0, examplesShown).map(({ call: { runId, taskId, taskTitle, name }, words }) => ({
      runId,
      taskId,
      taskTitle,
      tool: name,
      words,
    })),
  }
}
