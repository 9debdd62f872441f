/** A bed with two agents to hand work to, and a worker. */
import { createAgent } from '../../agents/repository'
import { createAgentInput } from '../../agents/schema'
import { type EngineBed, openEngineBed } from './engine-bed'

export async function openTeamBed(): Promise<EngineBed> {
  const bed = await openEngineBed()
  await bed.startWorker()
  for (const [name, tools, limits] of [
    ['Maker', ['bash', 'write', 'read', 'delegate', 'ask'], { steps: 1_000, fanOut: 4 }],
    ['Reader', ['read'], {}],
  ] as const) {
    const input = { name, description: `The ${name}.`, instructions: `You are the ${name}.`, tools, limits }
    await createAgent(bed.actor, createAgentInput.parse(input))
  }
  return bed
}
