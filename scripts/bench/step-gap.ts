/** From the end of the model's answer to the next request: the whole of a step that is Reef's own. */
import type { Bed } from './bed'
import type { Measurement } from './figures'
import { processorTimeEach, processorTimeOf } from './processes'
import { chatBody, stepOf, taskWords } from './quick-model'
import { digits, median, quantile } from './statistics'

const runs = 5
const steps = 60

export async function measureStepGap(bed: Bed): Promise<Measurement[]> {
  await bed.succeeded((await bed.assign('Warm up. [steps 20]')).runId)
  const before = processorTimeOf(bed.pid)
  const rounds: number[][] = []
  for (let round = 0; round < runs; round += 1) {
    const words = `Round ${round} of steps. [steps ${steps}]`
    await bed.succeeded((await bed.assign(words)).runId)
    rounds.push(gapsOf(bed, words))
  }
  const all = rounds.flat()
  const processor = processorTimeEach(bed.pid, before, runs * steps)
  const medians = rounds.map(round => digits(median(round))).join(', ')
  return [
    {
      figure: 'stepGap',
      value: median(all),
      detail: `p95 ${digits(quantile(all, 0.95))} ms over ${all.length} steps; medians of the runs ${medians}; each step ${processor}`,
    },
  ]
}

/** Milliseconds between the end of each answer and the arrival of the request after it. */
export function gapsOf(bed: Bed, words: string): number[] {
  const requests = bed.model.server.exchanges.flatMap(exchange => {
    const body = chatBody(exchange)
    return body && taskWords(body).includes(words) ? { ...exchange, step: stepOf(body) } : []
  })
  requests.sort((a, b) => a.step - b.step)
  return requests.slice(1).flatMap((request, index) => {
    const answeredAt = requests[index]?.answeredAt
    return answeredAt === undefined ? [] : request.arrivedAt - answeredAt
  })
}
