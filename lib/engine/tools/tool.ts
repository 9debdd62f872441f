/** What a tool is: one file with a schema, a description, a side-effect class and `execute`. */
import type { z } from 'zod'
import type { FileChange, FileStore, FileTree } from '../../files/schema'
import type { PlanBook } from '../../runs/plan'
import type { Json } from '../../shared/json'
import type { Sandbox, ScriptTools } from '../sandbox/sandbox'

/**
 * What may happen when a call is made a second time after a crash:
 * `none` reads the run's own files · `network` reads from other hosts, and may do so again · `workspace` changes
 * the run's own files, which are values and can be computed again ·
 * `outside` may have changed something that cannot be taken back, so a person is asked.
 */
export type SideEffect = 'none' | 'network' | 'workspace' | 'outside'

/** A skill as a run sees it: frozen at launch, opened by name. */
export interface SkillHandle {
  name: string
  description: string
  /** Content hash of the whole version. */
  hash: string
  body: string
  files: FileTree
}

export interface ToolContext {
  workspaceId: string
  runId: string
  callId: string
  /** Names of the tools this run may use. A call of another one is refused, whoever wrote it. */
  tools: readonly string[]
  /** The run's files as they are before this call. */
  files: FileTree
  store: FileStore
  sandbox: Sandbox
  skills: readonly SkillHandle[]
  /** The run's plan, for its next revision; null where the agent's own is not known any more. */
  plan?: PlanBook | null
  /** Whether policy lets a redirect be followed: null, or why not. */
  mayVisit?: (url: string) => Promise<string | null>
  /** Tools that the script of this call may call. */
  script?: ScriptTools
  /** The result goes to a script, which is to have all of it. */
  whole?: boolean
  /** Live output while the call runs; shown, never stored. */
  onOutput?: (text: string) => void
}

export interface ToolResult {
  /** What the model reads. Of a long one it is given head, tail and the path of a file with all (`shownBytes`). */
  output: string
  isError?: boolean
  changes?: FileChange[]
  /** A small JSON object for the typed card in the page (exit code, diff counts, page title, …). */
  display?: { [key: string]: Json }
}

interface ToolBase<Schema extends z.ZodType> {
  name: string
  /** For the model: short, because every request carries it. */
  description: string
  input: Schema
  sideEffect: SideEffect
}

/** A tool that a worker runs. */
export interface ActingTool<Schema extends z.ZodType = z.ZodType> extends ToolBase<Schema> {
  kind: 'act'
  /** Bytes of a result that the model is shown; left out, those of any tool. */
  shownBytes?: number
  /** The description where scripts of this tool can call others, given their names. */
  descriptionWith?(commands: readonly string[]): string
  /** Failures a model can react to are results with `isError`; a throw means a bug or a lost sandbox. */
  execute(input: z.output<Schema>, context: ToolContext, signal: AbortSignal): Promise<ToolResult>
}

/** A tool whose result is a person's answer: nothing runs, the call becomes a question. */
export interface AskingTool<Schema extends z.ZodType = z.ZodType> extends ToolBase<Schema> {
  kind: 'ask'
}

/** A tool whose calls become runs of their own: the engine starts them and gathers their results. */
export interface DelegatingTool<Schema extends z.ZodType = z.ZodType> extends ToolBase<Schema> {
  kind: 'delegate'
}

export type Tool<Schema extends z.ZodType = z.ZodType> =
  | ActingTool<Schema>
  | AskingTool<Schema>
  | DelegatingTool<Schema>
