/** What asking the environment's providers for their models has shown. They have no record, so it is kept in memory. */
import { env } from '../env'
import { environmentProviders } from './environment'
import { listModels } from './list-models'
import { statusAfter } from './rules'
import type { Provider } from './schema'

type Shown = Pick<Provider, 'status' | 'problem' | 'models' | 'checkedAt'>

/** Milliseconds for which an outcome is believed: lists of models change seldom, outages pass. */
const goodForMs = 10 * 60_000
const badForMs = 30_000
/** A page waits for this at most; somebody who asks for a check waits longer. */
const quickTimeoutMs = 3000

const kept = new Map<string, { until: number; outcome: Promise<Shown> }>()
const lastModels = new Map<string, Shown['models']>()

/** The last outcome, or a new one when there is none, it is old, or `again` asks for it. Never throws. */
export function checkEnvironmentProvider(id: string, again = false): Promise<Shown> {
  const known = kept.get(id)
  if (known && !again && known.until > Date.now()) return known.outcome
  const outcome = ask(id, again ? {} : { timeoutMs: quickTimeoutMs })
  const entry = { until: Number.POSITIVE_INFINITY, outcome }
  kept.set(id, entry)
  void outcome.then(({ status }) => {
    entry.until = Date.now() + (status === 'working' ? goodForMs : badForMs)
  })
  return outcome
}

async function ask(id: string, options: { timeoutMs?: number }): Promise<Shown> {
  const found = environmentProviders(env().vendors).find(one => one.id === id)
  const checkedAt = new Date().toISOString()
  if (!found)
    return { status: 'failing', problem: 'The environment no longer names it.', models: [], checkedAt }
  const { vendor, baseUrl, apiKey } = found
  const listing = await listModels({ vendor, baseUrl, apiKey }, options)
  if (!listing.ok) {
    const models = lastModels.get(id) ?? []
    const status = statusAfter(listing.problem, models.length > 0)
    return { status, problem: listing.message, models, checkedAt }
  }
  lastModels.set(id, listing.models)
  return { status: 'working', problem: null, models: listing.models, checkedAt }
}
