/** How much one command may use. Each figure is enforced from outside the process that runs it, too. */
import type { SandboxLimits } from './sandbox'

const megabyte = 1024 * 1024

export const defaultLimits: SandboxLimits = {
  // As long as the shells of other agents wait; a longer job belongs into several commands.
  deadlineMs: 120_000,
  // The model sees a few kilobytes of it; the rest is kept as a file that it can read.
  outputBytes: megabyte,
  // The work folder lives in the memory of the sandbox while a command runs, so it stays well below `memoryBytes`.
  diskBytes: 128 * megabyte,
  diskFiles: 20_000,
  // The shell alone takes about 90 MB, with Python about 200 MB.
  memoryBytes: 512 * megabyte,
}

/** Output beyond the kept bytes times this ends the command: it is a runaway, not a long answer. */
export const runawayOutputFactor = 16
