/** A check that runs a script in the sandbox on the run's files. What it writes is thrown away. */
import type { Check } from '../../checks/schema'
import { defaultLimits } from '../sandbox/limits'
import type { Sandbox, SandboxResult } from '../sandbox/sandbox'
import { headOf } from '../tools/bound'
import type { CheckedFiles, Verdict } from './verdict'

const shownBytes = 4 * 1024

export async function checkCommand(
  { command, exitCode }: Extract<Check, { type: 'command' }>,
  sandbox: Sandbox,
  workspaceId: string,
  { files, store }: CheckedFiles,
  signal: AbortSignal,
): Promise<Verdict> {
  const request = { workspaceId, command, files, mounts: {}, limits: defaultLimits }
  const result = await sandbox.exec(request, store, signal)
  const passed = result.endedBy === undefined && result.exitCode === exitCode
  return { passed, output: [ending(result, exitCode), written(result)].filter(Boolean).join('\n') }
}

function ending({ exitCode, endedBy }: SandboxResult, wanted: number): string {
  if (endedBy) return `The command was ended (${endedBy}).`
  return exitCode === wanted ? `Exit code ${exitCode}.` : `Exit code ${exitCode}, and should be ${wanted}.`
}

/** The end of what was written says most: that is where a test run sums up. */
function written({ stdout, stderr }: SandboxResult): string {
  const text = [stdout.trimEnd(), stderr.trimEnd()].filter(Boolean).join('\n')
  const bytes = Buffer.from(text)
  if (bytes.byteLength <= shownBytes) return text
  const tail = bytes.subarray(bytes.byteLength - shownBytes / 2).toString('utf8')
  return `${headOf(bytes, shownBytes / 2)}\n[…]\n${tail}`
}
