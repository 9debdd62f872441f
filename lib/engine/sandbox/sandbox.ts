/** The one interface behind which all tiers of command execution stand. */
import type { FileChange, FileStore, FileTree } from '../../files/schema'

export interface SandboxLimits {
  /** Wall time of one command, milliseconds. */
  deadlineMs: number
  /** Bytes of stdout and stderr together that are kept, head and tail; many times more ends the command. */
  outputBytes: number
  /** Bytes and number of files that the work folder may hold. */
  diskBytes: number
  diskFiles: number
  /** Resident memory of the sandbox process, bytes. */
  memoryBytes: number
}

/** What a call of a tool gives to the script. */
export interface ToolAnswer {
  output: string
  isError: boolean
}

/** A call as a script writes it: words after the name, and what was piped in when there are none. */
export type CallTool = (name: string, words: readonly string[], piped: string) => Promise<ToolAnswer>

export interface ScriptTools {
  names: readonly string[]
  /** Asked for at the beginning of the script: it may run again when its process is lost. */
  begin(): CallTool
}

export interface SandboxRequest {
  /** Runs of different workspaces never share a process. */
  workspaceId: string
  command: string
  /** The work folder before the command. */
  files: FileTree
  /** Read-only folders by absolute mount point, such as `/skills/pdf`. */
  mounts: Readonly<Record<string, FileTree>>
  limits: SandboxLimits
  /** Tools that the script may call by name. */
  tools?: ScriptTools
  onOutput?: (text: string) => void
}

export interface SandboxResult {
  exitCode: number
  stdout: string
  stderr: string
  /**
   * Set when the command did not end by itself. What it had changed is kept where the process could still tell
   * (`deadline` between two statements, `disk`, `output`), and is lost where it had to be killed.
   */
  endedBy?: 'deadline' | 'memory' | 'output' | 'disk' | 'stopped'
  durationMs: number
  /** What the command changed in the work folder. */
  changes: FileChange[]
}

/**
 * Runs one command on a work folder that is a value: the tree before goes in, the changes come out. A sandbox
 * process is only a cache of trees, so any worker can run the next command, and a lost process loses nothing.
 */
export interface Sandbox {
  readonly tier: 'virtual' | 'os' | 'container'
  exec(request: SandboxRequest, store: FileStore, signal: AbortSignal): Promise<SandboxResult>
  /** A hint that a command of this workspace will come soon, so that its process is up by then. */
  prepare?(workspaceId: string): void
  close(): Promise<void>
}
