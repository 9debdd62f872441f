/** What tests of people's words need: a played model, orders to runs, and patience for what waits. */
import { type NewRunCommand, runCommand } from '../../runs/decide'
import type { RunState } from '../../runs/run-state'
import { takeCommand } from '../../runs/take-command'
import { driveAgent } from './agent-driver'
import type { EngineBed } from './engine-bed'

/** `bedOf` is asked at each use: the bed is opened after the test file is read. */
export function people(bedOf: () => EngineBed) {
  return {
    tell: (runId: string, command: NewRunCommand, actor = bedOf().actor) =>
      takeCommand(actor, runId, runCommand.parse(command)),
    waiting: (runId: string) => bedOf().until(runId, state => state.waiting?.for === 'approval'),
    plays: (calls: { name: string; input: unknown }[], finalText = 'Done.') => {
      const call = (step: number) => calls[step] ?? { name: 'bash', input: {} }
      bedOf().server.respond(driveAgent({ calls: calls.length, call, finalText }).respond)
    },
  }
}

export const outputs = (state: RunState) => Object.values(state.toolCalls).map(({ output }) => output)

export const bash = (command: string) => ({ name: 'bash', input: { command } })
