/** `npm run -s reef -- <command>`: stdout carries the answer and nothing else. */
import { parseArgs } from 'node:util'
import { explainProblem } from '../launcher/problem'
import { openInstallation } from './installation'
import { CommandProblem } from './problem'

const usage = `Usage: npm run -s reef -- <command>
  token [--role owner|admin|member|viewer]   print a new API token
  password <e-mail>                          print a link that sets a person's password
  doctor                                     check this installation
  task "<instructions>" [--agent A] [--budget USD] [--tokens N] [--follow]
                                             assign a task to the running Reef`

const options = {
  role: { type: 'string' },
  agent: { type: 'string' },
  budget: { type: 'string' },
  tokens: { type: 'string' },
  follow: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

// Each command is loaded alone: the doctor must work where the rest does not.
async function run(root: string): Promise<number> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const [command, ...words] = positionals
  if (values.help || !command) {
    process.stdout.write(`${usage}\n`)
    return values.help ? 0 : 1
  }
  if (command === 'doctor') return (await import('./doctor')).runDoctor(root)
  if (command === 'token') return (await import('./token')).printToken(openInstallation(root), values.role)
  if (command === 'password')
    return (await import('./password')).printPasswordLink(openInstallation(root), words[0])
  if (command === 'setup-token') return (await import('./token')).printSetupToken(openInstallation(root))
  if (command === 'task') {
    const { assignTask } = await import('./task')
    const { agent, budget, tokens, follow = false } = values
    const instructions = words.join(' ')
    return assignTask(openInstallation(root), { instructions, agent, budget, tokens, follow })
  }
  throw new CommandProblem(`Unknown command "${command}".\n${usage}`)
}

try {
  process.exitCode = await run(process.cwd())
} catch (error) {
  const known = error instanceof CommandProblem || error instanceof TypeError
  process.stderr.write(`${known ? error.message : explainProblem(error)}\n`)
  process.exitCode = 1
}
// The database pool would keep the process for a while.
process.exit()
