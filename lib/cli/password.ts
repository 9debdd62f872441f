/** `reef password <e-mail>`: a link that sets a person's password, for whoever has the machine. */
import { issuePasswordLink } from '../accounts/reset-password'
import { AppError } from '../http/errors'
import type { Installation } from './installation'
import { CommandProblem } from './problem'

/** Prints the link, and nothing else. */
export async function printPasswordLink(
  installation: Installation,
  email: string | undefined,
): Promise<number> {
  if (!email) throw new CommandProblem('Whose password? Usage: npm run -s reef -- password <e-mail>')
  const path = await issuePasswordLink(email).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not-found') {
      throw new CommandProblem(`Nobody here has the address ${email}.`)
    }
    throw error
  })
  const { address, settings } = installation
  process.stdout.write(`${settings.origin ?? address ?? ''}${path}\n`)
  return 0
}
