// What stops Reef from starting, as the one line a person reads.

/** Its message is complete: the launcher prints it alone and exits with 1. */
export class StartProblem extends Error {}

type SystemError = Error & { code?: string; path?: string }

/** Turns any error into one line. Known system errors get words of their own; nothing secret is in any of them. */
export function explainProblem(error: unknown): string {
  if (error instanceof StartProblem) return error.message
  const { code, path, message } = error as SystemError
  if (code === 'ENOSPC') return 'The disk is full. Free some space and start Reef again.'
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return `${path ?? 'A file'} cannot be written by this user. Set REEF_HOME to a folder that can.`
  }
  return String(message ?? error).split('\n')[0] ?? 'Unknown problem'
}
