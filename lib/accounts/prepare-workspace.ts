/** What a new workspace starts with. Each feature adds one line: its own seed, in the transaction that makes the workspace. */
import { installDefaultAgent } from '../agents/repository'
import type { Transaction } from '../db/transaction'
import { installSampleRun } from '../demos/start-demo'
import { installBuiltinSkills } from '../skills/install-builtin-skills'

/** Runs every seed. Called once for a workspace, when it is made. */
export async function prepareWorkspace(transaction: Transaction, workspaceId: string): Promise<void> {
  for (const seed of seeds) await seed(transaction, workspaceId)
}

type Seed = (transaction: Transaction, workspaceId: string) => Promise<void>

/** In order: the sample run needs the agent. */
const seeds: Seed[] = [installDefaultAgent, installBuiltinSkills, installSampleRun]
