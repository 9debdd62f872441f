/** From the assignment of a task to the first request at the model, on a Reef that is warm. */
import type { Bed } from './bed'
import type { Measurement } from './figures'
import { processorTimeEach, processorTimeOf } from './processes'
import { chatBody, taskWords } from './quick-model'
import { digits, median, quantile } from './statistics'

const warmUps = 8
const assignments = 40

export async function measureAssignDelay(bed: Bed): Promise<Measurement[]> {
  const delays: number[] = []
  const answers: number[] = []
  let before = processorTimeOf(bed.pid)
  for (let index = 0; index < warmUps + assignments; index += 1) {
    const words = `Assignment ${index} is to say that it is done.`
    if (index === warmUps) before = processorTimeOf(bed.pid)
    const postedAt = performance.now()
    const { runId } = await bed.assign(words)
    const answered = performance.now() - postedAt
    await bed.succeeded(runId)
    const first = bed.model.server.exchanges.find(exchange => {
      const body = chatBody(exchange)
      return body !== null && taskWords(body).includes(words)
    })
    if (!first) throw new Error('A run ended without asking the model')
    if (index < warmUps) continue
    delays.push(first.arrivedAt - postedAt)
    answers.push(answered)
  }
  const detail = `p95 ${digits(quantile(delays, 0.95))} ms over ${assignments} tasks; the 201 comes after ${digits(median(answers))} ms; each task ${processorTimeEach(bed.pid, before, assignments)}`
  return [{ figure: 'assign', value: median(delays), detail }]
}
