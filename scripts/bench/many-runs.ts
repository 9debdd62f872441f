/** Twenty runs at once, each of twenty steps, in steps a second. */
import { until } from '../testing/reef-process.mjs'
import type { Bed } from './bed'
import type { Measurement } from './figures'
import { processorTimeEach, processorTimeOf } from './processes'
import { chatBody, stepOf, taskWords } from './quick-model'
import { digits, median } from './statistics'

const runs = 20
const steps = 20
const rounds = 4

export async function measureManyRuns(bed: Bed): Promise<Measurement[]> {
  const rates: number[] = []
  let before = processorTimeOf(bed.pid)
  for (let round = 0; round < rounds; round += 1) {
    if (round === 1) before = processorTimeOf(bed.pid)
    rates.push(await oneRound(bed, `Crowd ${round} at work.`))
  }
  // The first round warms up caches, pools and the compiler.
  const measured = rates.slice(1)
  const processor = processorTimeEach(bed.pid, before, measured.length * runs * steps)
  const detail = `rounds ${measured.map(digits).join(', ')}; warm-up ${digits(rates[0] ?? 0)}; each step ${processor}`
  return [{ figure: 'manyRuns', value: median(measured), detail }]
}

async function oneRound(bed: Bed, words: string): Promise<number> {
  const before = performance.now()
  const started = await Promise.all(
    Array.from({ length: runs }, (_, index) => bed.assign(`${words} Number ${index}. [steps ${steps}]`)),
  )
  // The last request of a run holds the results of all its steps, committed.
  const last = () => {
    const done = bed.model.server.exchanges.filter(exchange => {
      const body = chatBody(exchange)
      return body !== null && taskWords(body).includes(words) && stepOf(body) === steps
    })
    return done.length === runs ? Math.max(...done.map(exchange => exchange.arrivedAt)) : null
  }
  const end = await until('all runs to end', last, 120_000)
  await Promise.all(started.map(({ runId }) => bed.succeeded(runId)))
  bed.model.server.exchanges.length = 0
  return (runs * steps) / ((end - before) / 1000)
}
