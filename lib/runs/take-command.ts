/** Every command a person may give a run, behind one door: most move the run itself, a fork makes another. */
import type { Actor } from '../accounts/actor'
import { commandRun } from './command-run'
import type { RunCommand } from './decide'
import { forkRun } from './fork-run'
import type { CommandAnswer } from './schema'

export function takeCommand(actor: Actor, runId: string, command: RunCommand): Promise<CommandAnswer> {
  return command.type === 'fork' ? forkRun(actor, runId, command) : commandRun(actor, runId, command)
}
