/** What a sandbox process and its parent say to each other over the IPC channel (advanced serialization). */
import type { FileEntry } from '../../files/schema'
import type { SandboxLimits, SandboxResult, ToolAnswer } from './sandbox'

/** Absolute path (`/workspace/report.md`, `/skills/pdf/SKILL.md`) → what stands there. */
export type MountedTree = Map<string, FileEntry>

export interface RunMessage {
  type: 'run'
  command: string
  /** The difference to the tree of the request before, which the child still holds. */
  set: [path: string, entry: FileEntry][]
  remove: string[]
  /** Folders the command may not change. */
  readOnly: string[]
  /** Bytes the child does not have yet and will probably read. It asks for the others when it needs them. */
  contents: [hash: string, bytes: Uint8Array][]
  limits: SandboxLimits
  /** Names of tools that are commands in this script. */
  tools: readonly string[]
}

export type ParentMessage =
  | RunMessage
  | { type: 'content'; hash: string; bytes: Uint8Array | null }
  | ({ type: 'answer'; id: number } & ToolAnswer)
  | { type: 'stop' }

/** A path below the work folder, relative to it. Bytes are left out when the content is one the store has. */
export type ChildChange =
  | { path: string; kind: 'removed' }
  | { path: string; kind: 'moved'; hash: string }
  | { path: string; kind: 'written'; bytes: Uint8Array }

export interface DoneMessage {
  type: 'done'
  exitCode: number
  stdout: string
  stderr: string
  endedBy: NonNullable<SandboxResult['endedBy']> | null
  changes: ChildChange[]
}

export type ChildMessage =
  | { type: 'ready' }
  | { type: 'need'; hash: string }
  | { type: 'output'; text: string }
  | { type: 'call'; id: number; name: string; words: string[]; piped: string }
  | DoneMessage

/** Where the run's files are mounted, and the folder a command starts in. */
export const workFolder = '/workspace'
