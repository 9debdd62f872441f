/** Runs a script in the sandbox, on the run's files. */
import { z } from 'zod'
import { defaultLimits } from '../sandbox/limits'
import type { SandboxResult } from '../sandbox/sandbox'
import { skillsFolder } from './paths'
import type { ActingTool, SkillHandle } from './tool'

const input = z.object({ command: z.string().min(1) })

function descriptionWith(commands: readonly string[]): string {
  const programs = ['python3', 'js-exec (JavaScript)', 'sqlite3', 'jq', 'rg', 'tar', ...commands].join(', ')
  const network = commands.length > 0 ? 'other network' : 'network'
  return `Run a bash script in /workspace. Files there persist; variables and cd do not. Also ${programs}. No ${network}, git or installs. Limit 2 min.`
}

export const bash: ActingTool<typeof input> = {
  kind: 'act',
  name: 'bash',
  description: descriptionWith([]),
  descriptionWith,
  input,
  sideEffect: 'workspace',
  async execute({ command }, context, signal) {
    const result = await context.sandbox.exec(
      {
        workspaceId: context.workspaceId,
        command,
        files: context.files,
        mounts: mountsOf(context.skills),
        limits: defaultLimits,
        ...(context.script ? { tools: context.script } : {}),
        ...(context.onOutput ? { onOutput: context.onOutput } : {}),
      },
      context.store,
      signal,
    )
    const { exitCode, durationMs, endedBy } = result
    return {
      output: [written(result), ending(result)].filter(Boolean).join('\n') || '(no output)',
      ...(endedBy ? { isError: true } : {}),
      changes: result.changes,
      display: { exitCode, durationMs, ...(endedBy ? { endedBy } : {}) },
    }
  },
}

function mountsOf(skills: readonly SkillHandle[]) {
  return Object.fromEntries(skills.map(skill => [`${skillsFolder}/${skill.name}`, skill.files]))
}

function written({ stdout, stderr }: SandboxResult): string {
  if (stderr.trim() === '') return stdout.trimEnd()
  if (stdout.trim() === '') return stderr.trimEnd()
  return `${stdout.trimEnd()}\n[stderr]\n${stderr.trimEnd()}`
}

function ending({ exitCode, endedBy, changes }: SandboxResult): string {
  if (!endedBy) return exitCode === 0 ? '' : `[exit ${exitCode}]`
  const reasons: Record<typeof endedBy, string> = {
    deadline: `it ran longer than ${defaultLimits.deadlineMs / 1000} s`,
    memory: `it used more than ${defaultLimits.memoryBytes / 1024 ** 2} MB of memory`,
    output: 'it printed too much; write to a file instead',
    disk: `the work folder is full (${defaultLimits.diskBytes / 1024 ** 2} MB, ${defaultLimits.diskFiles} files)`,
    stopped: 'a person stopped it',
  }
  const kept = changes.length > 0 ? 'Files written before that are kept.' : 'No file was changed.'
  return `[ended: ${reasons[endedBy]}. ${kept}]`
}
