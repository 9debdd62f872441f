'use client'

import { type QueryClient, useQuery } from '@tanstack/react-query'
import { agentListQuery } from '../../lib/agents/queries'
import type { Agent } from '../../lib/agents/schema'
import { modelChoicesQuery } from '../../lib/tasks/choices'
import type { ModelChoices } from '../../lib/tasks/schema'
import type { BudgetUnit, WorkChoices } from './work-choices'

/** Dollars where the price of the model is known, else tokens: a limit that cannot be kept is none. */
export function useBudgetUnit(choices: Pick<WorkChoices, 'agent' | 'model'>): BudgetUnit {
  const { data: agents } = useQuery(agentListQuery())
  const { data: models } = useQuery(modelChoicesQuery())
  return unitFor(choices, agents?.agents ?? [], models)
}

/** The same at the moment of sending, when the page may not have read yet which models there are. */
export async function readBudgetUnit(
  client: QueryClient,
  choices: Pick<WorkChoices, 'agent' | 'model'>,
): Promise<BudgetUnit> {
  const [{ agents }, models] = await Promise.all([
    client.ensureQueryData(agentListQuery()),
    client.ensureQueryData(modelChoicesQuery()),
  ])
  return unitFor(choices, agents, models)
}

function unitFor(
  choices: Pick<WorkChoices, 'agent' | 'model'>,
  agents: readonly Agent[],
  models: ModelChoices | undefined,
): BudgetUnit {
  const agent = agents.find(each => (choices.agent ? each.id === choices.agent : each.isDefault))
  const spec = choices.model || agent?.model || models?.default
  const model = models?.models.find(each => each.spec === spec)
  // A default that its provider does not list has no price that the page knows of.
  if (!spec || !models) return 'usd'
  return model?.priced ? 'usd' : 'tokens'
}
