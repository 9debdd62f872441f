/** What starts by itself, by the clock, by a call from outside or by the row: a template with values, or plain words. */
import { z } from 'zod'
import { taskChoices } from '../tasks/schema'
import { inputValues } from '../templates/schema'

export const workToStart = z.union([
  z.strictObject({ template: z.string().min(1), inputs: inputValues.default({}) }),
  z.strictObject({
    instructions: z.string().trim().min(1, 'say what is to be done').max(100_000),
    title: z.string().trim().min(1).max(200).optional(),
    ...taskChoices.shape,
  }),
])
export type WorkToStart = z.output<typeof workToStart>

/** In whose name something starts later: a member, and the role they had when they said so. */
export interface Starter {
  workspaceId: string
  memberId: string
  role: string
}
