/** Sets the run's plan. The tool only checks it: the engine makes it part of the run. */
import { z } from 'zod'
import { planStep } from '../../runs/events'
import type { ActingTool } from './tool'

const input = z.object({
  steps: z
    .array(planStep.pick({ title: true, status: true }))
    .min(1)
    .max(50),
})

export const plan: ActingTool<typeof input> = {
  kind: 'act',
  name: 'plan',
  description: 'Set the plan shown to people: all steps with their status.',
  input,
  sideEffect: 'none',
  async execute({ steps }) {
    const done = steps.filter(({ status }) => status === 'done').length
    return { output: `Plan set: ${done} of ${steps.length} done.`, display: { steps } }
  },
}
