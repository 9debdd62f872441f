/** Forecasts: of work before it starts, and of a run while it works, beside what it draws on. */
import type { Actor } from '../../accounts/actor'
import { requireCan } from '../../accounts/policy'
import { chooseAgent } from '../../agents/repository'
import { readLines, standingOf } from '../../budgets/holds/repository'
import { type Connection, getDatabase } from '../../db/client'
import { ownPricesOf } from '../../prices/repository'
import { chooseModel } from '../../providers/choose-model'
import { connectedProviders } from '../../providers/connected-providers'
import type { RecipeModel } from '../../runs/recipe'
import { readRunState } from '../../runs/repository'
import { isEnded } from '../../runs/rules'
import { type RunState, recipeOf, stepsOver } from '../../runs/run-state'
import { timeNow } from '../../shared/clock'
import { cheaperStart } from '../hours'
import { reference } from '../what-if/reprice'
import { pricerOf } from '../workspace-pricer'
import { listPastUse, ownUse, useBelow } from './repository'
import { forecastOf } from './rules'
import type { ForecastQuestion, Projection, StartForecast } from './schema'

/** Throws `forbidden`, and `invalid-input` for an agent or model that is not there. */
export async function forecastTask(actor: Actor, question: ForecastQuestion): Promise<StartForecast> {
  requireCan(actor, 'run:read')
  const { workspaceId } = actor
  const agent = await chooseAgent(getDatabase(), workspaceId, question.agent)
  const model = await chooseModel(workspaceId, question.model ?? agent.model)
  if (!model || model.scripted) return { ...forecastOf([]), cheaper: null }
  const { characters } = question
  const kin = { workspaceId, agentId: agent.id, model: model.spec, characters, afterStep: 0 }
  const [past, cheaper] = await Promise.all([listPastUse(kin), cheaperFor(actor, model)])
  return { ...forecastOf(past), cheaper }
}

async function cheaperFor(actor: Actor, { vendor, modelId }: RecipeModel): Promise<StartForecast['cheaper']> {
  const [own, providers] = await Promise.all([
    ownPricesOf(getDatabase(), actor.workspaceId),
    connectedProviders(actor),
  ])
  const price = pricerOf({ own, providers })
  const found = cheaperStart(at => price({ vendor, model: modelId }, reference, at), new Date(timeNow()))
  return found && { at: found.at.toISOString(), lessPercent: found.lessPercent }
}

/** Throws `not-found` for a run of another workspace. */
export async function projectRun(actor: Actor, runId: string): Promise<Projection> {
  const state = await readRunState(actor, runId)
  const step = stepsOver(state)
  // Of one moment: a call that settles meanwhile is counted once, on either side.
  const { own, below, elsewhere } = await getDatabase().$transaction(
    async db => {
      const own = await ownUse(db, runId)
      const below = await useBelow(db, runId)
      return { own, below, elsewhere: await spentElsewhere(db, state, own) }
    },
    { isolationLevel: 'RepeatableRead' },
  )
  const agentId = recipeOf(state).agent.id
  const { model } = state
  if (!isProjected(state) || agentId === null || model === null)
    return { step, forecast: null, below, elsewhere }
  const { workspaceId } = actor
  const characters = state.created.instructions.length
  const past = await listPastUse({ workspaceId, agentId, model: model.spec, characters, afterStep: step })
  const isPriced = own.unpricedCalls + below.unpricedCalls === 0
  const used = {
    tokens: own.tokens + below.used.tokens,
    micros: isPriced ? own.costMicros + below.used.costMicros : null,
  }
  return { step, forecast: forecastOf(past, used), below, elsewhere }
}

/** A part is as long as its share of the work, and a fork begins in the middle: neither is like a whole one. */
function isProjected({ created, fork, status, model }: RunState): boolean {
  return created.parentRunId === null && fork === undefined && !isEnded(status) && model?.scripted === false
}

/** Of the budget that is the run's own, or its task's: the rest of what is booked on it. */
async function spentElsewhere(
  db: Connection,
  state: RunState,
  own: { tokens: number; costMicros: number },
): Promise<Projection['elsewhere']> {
  const { runId, budget, created } = state
  if (budget.usd === undefined && budget.tokens === undefined) return null
  const standing = await standingOf(db, { runId, agentId: recipeOf(state).agent.id })
  const owner = created.parentRunId === null ? created.taskId : runId
  const budgets = standing.budgets.filter(({ scopeId }) => scopeId === owner)
  const [line] = await readLines(db, { ...standing, budgets }, runId, new Date())
  if (!line) return null
  const rest = (whole: number, part: number): number => Math.max(0, whole - part)
  return {
    spent: {
      tokens: rest(line.spent.tokens, own.tokens),
      costMicros: rest(line.spent.micros, own.costMicros),
    },
    reserved: {
      tokens: rest(line.reserved.tokens, line.own.tokens),
      costMicros: rest(line.reserved.micros, line.own.micros),
    },
  }
}
