/** `reef token`: an API token for whoever has the machine. */
import { issueSetupToken } from '../accounts/claim-setup'
import { createApiToken } from '../accounts/create-api-token'
import { type Role, role } from '../accounts/schema'
import type { Installation } from './installation'
import { CommandProblem } from './problem'

/** Prints a new token of the owner's, and nothing else. */
export async function printToken(_installation: Installation, wanted: string | undefined): Promise<number> {
  process.stdout.write(`${await createApiToken(parseRole(wanted))}\n`)
  return 0
}

/** Prints a new set-up token, or nothing when a person owns the installation. For the launcher. */
export async function printSetupToken(_installation: Installation): Promise<number> {
  process.stdout.write(`${(await issueSetupToken()) ?? ''}\n`)
  return 0
}

function parseRole(wanted: string | undefined): Role {
  const parsed = role.safeParse(wanted ?? 'owner')
  if (!parsed.success) throw new CommandProblem(`Unknown role "${wanted}": ${role.options.join(', ')}.`)
  return parsed.data
}
