/** Sets the run's plan. The tool makes the next revision of it: the engine writes that into the log. */
import { z } from 'zod'
import { planEdit } from '../../runs/events'
import { emptyBook, revisePlan } from '../../runs/plan'
import { planWords } from '../../runs/plan-changes'
import type { Json } from '../../shared/json'
import type { ActingTool } from './tool'

const { title, status, ...more } = planEdit.shape
const input = z.object({
  steps: z
    .array(z.object({ title, status, ...more }))
    .min(1)
    .max(50),
})

export const plan: ActingTool<typeof input> = {
  kind: 'act',
  name: 'plan',
  description: 'Set the plan shown to people: all steps with their status, one of them doing.',
  input,
  sideEffect: 'none',
  async execute({ steps }, { plan: book }) {
    const revised = revisePlan(book ?? emptyBook, steps)
    if (!revised.ok) return { output: `The plan was not set. ${revised.problem}`, isError: true }
    const done = revised.steps.filter(({ status }) => status === 'done').length
    const set = `Plan set: ${done} of ${revised.steps.length} done.`
    const output = revised.merged
      ? `${set} A person has changed it too; it is now:\n${planWords(revised.steps)}`
      : set
    return { output, display: { steps: revised.steps as unknown as Json } }
  },
}
