/** Which price holds now for each model in use, and where it is from. */
import type { Actor } from '../accounts/actor'
import { requireCan } from '../accounts/policy'
import { listAgents } from '../agents/repository'
import { getDatabase } from '../db/client'
import { defaultModel } from '../providers/available-models'
import { chooseModel } from '../providers/choose-model'
import { connectedProviders } from '../providers/connected-providers'
import { vendorId } from '../providers/schema'
import { priceCall } from '../usage/price'
import { noUsage } from '../usage/rules'
import { forgetPrices } from './known-prices'
import { calledModels, insertPrice, ownPricesOf, removePrice } from './repository'
import type { OwnPrice, PriceList, SetPriceInput } from './schema'

export async function listPrices(actor: Actor): Promise<PriceList> {
  requireCan(actor, 'price:read')
  const { workspaceId } = actor
  const [called, own, providers] = await Promise.all([
    calledModels(workspaceId),
    ownPricesOf(getDatabase(), workspaceId),
    connectedProviders(actor),
  ])
  const chosen = await chosenModels(actor)
  const uncalled = chosen.filter(
    one => !called.some(({ vendor, model }) => vendor === one.vendor && model === one.model),
  )
  const models = [...called, ...uncalled].flatMap(({ vendor, model, calls }) => {
    const known = vendorId.safeParse(vendor)
    if (!known.success || known.data === 'demo') return []
    const baseUrl = providers.find(provider => provider.vendor === vendor)?.baseUrl ?? null
    const call = { vendor: known.data, baseUrl, modelId: model, usage: noUsage, at: new Date(), own }
    const { price } = priceCall(call)
    return [{ vendor, model, calls, price, ownId: ownIdOf(own, vendor, model) }]
  })
  return { models, own }
}

function ownIdOf(own: readonly OwnPrice[], vendor: string, model: string): string | null {
  const now = new Date().toISOString()
  const found = own.find(
    price =>
      price.vendor === vendor &&
      price.model === model.toLowerCase() &&
      price.removedAt === null &&
      price.validFrom <= now,
  )
  return found?.id ?? null
}

/** What agents and new tasks would call, though nobody has yet. */
async function chosenModels(actor: Actor): Promise<{ vendor: string; model: string; calls: number }[]> {
  const { workspaceId } = actor
  const [standard, agents] = await Promise.all([defaultModel(workspaceId), listAgents(actor)])
  const specs = new Set([standard.default, ...agents.map(agent => agent.model)].flatMap(spec => spec ?? []))
  const models = await Promise.all([...specs].map(spec => chooseModel(workspaceId, spec).catch(() => null)))
  const found = models.flatMap(model =>
    model ? [{ vendor: model.vendor, model: model.modelId, calls: 0 }] : [],
  )
  return [...new Map(found.map(one => [`${one.vendor}:${one.model}`, one])).values()]
}

export async function setPrice(actor: Actor, input: SetPriceInput): Promise<PriceList> {
  await insertPrice(actor, input)
  forgetPrices(actor.workspaceId)
  return await listPrices(actor)
}

export async function takePriceBack(actor: Actor, id: string): Promise<PriceList> {
  await removePrice(actor, id)
  forgetPrices(actor.workspaceId)
  return await listPrices(actor)
}
