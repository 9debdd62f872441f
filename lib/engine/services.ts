/** What the runner needs of the world, by name. The worker puts the real things in. */
import type { Database } from '../db/client'
import type { FileStore } from '../files/schema'
import type { RunQueue } from '../queue/run-queue'
import type { ModelError } from '../runs/message'
import type { NewsDesk } from '../runs/news'
import type { Recipe, RecipeModel } from '../runs/recipe'
import type { StreamRedactor } from '../shared/redact'
import type { Cost, UsageRecord } from '../usage/schema'
import type { ModelHandle } from './model-handle'
import type { Sandbox } from './sandbox/sandbox'
import type { SwitchBoard } from './switch-board'
import type { Techniques } from './techniques'
import type { SkillHandle, Tool } from './tools/tool'

/** A model ready to be called, with its price. */
export interface ReadyModel {
  handle: ModelHandle
  priceOf(usage: UsageRecord, at: Date, responseModel?: string): Cost
  /** The dearest that a call with so many tokens can be, micro-dollars; null when the price is unknown. */
  worstCase(tokens: { input: number; output: number }): number | null
}

export type ModelResolution = { ok: true; model: ReadyModel } | { ok: false; error: ModelError }

export interface EngineServices {
  workerId: string
  db: Database
  queue: RunQueue
  news: NewsDesk
  /** Rises whenever somebody has changed a budget. */
  budgetNews: { version: number }
  switches: Pick<SwitchBoard, 'over' | 'refresh'>
  sandbox: Sandbox
  storeOf(workspaceId: string): FileStore
  resolveModel(workspaceId: string, model: RecipeModel): Promise<ModelResolution>
  /** The providers of a workspace may have changed: keys and secrets are read anew before the next call. */
  forgetProviders(workspaceId: string): void
  loadSkills(workspaceId: string, recipe: Recipe): Promise<SkillHandle[]>
  /** Takes known secrets out of text before it is stored or shown. */
  redact(workspaceId: string, text: string): string
  /** The same for live text, which arrives in pieces. */
  redactStream(workspaceId: string): StreamRedactor
  isWatched(runId: string): boolean
  findTool(name: string): Tool | undefined
  /** Ways to send less. */
  techniques: Techniques
  /** How long a person has to decide about a call, milliseconds. */
  approvalMs: number
  /** Milliseconds of a model's silence to bear; left out, what the model's vendor needs. */
  silence?: { firstMs: number; idleMs: number } | undefined
}
