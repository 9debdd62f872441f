'use client'

import { useQuery } from '@tanstack/react-query'
import { agentListQuery } from '../../lib/agents/queries'
import { modelChoicesQuery } from '../../lib/tasks/choices'
import type { BudgetUnit, TaskDraft } from './task-draft'

/** Dollars where the price of the draft's model is known, else tokens: a limit that cannot be kept is none. */
export function useBudgetUnit(draft: TaskDraft): BudgetUnit {
  const { data: agents } = useQuery(agentListQuery())
  const { data: models } = useQuery(modelChoicesQuery())
  const agent = agents?.agents.find(each => (draft.agent ? each.id === draft.agent : each.isDefault))
  const spec = draft.model || agent?.model || models?.default
  const model = models?.models.find(each => each.spec === spec)
  // A default that its provider does not list has no price that the page knows of.
  if (!spec || !models) return 'usd'
  return model?.priced ? 'usd' : 'tokens'
}
