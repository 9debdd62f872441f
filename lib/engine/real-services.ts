/** The real world behind the runner: sandbox, files, providers, skills, and the secrets that must not be told. */

import type { Database } from '../db/client'
import { env } from '../env'
import { openFileStore } from '../files/repository'
import type { FileStore } from '../files/schema'
import { providerSecrets } from '../providers/repository'
import { forgetProviders, resolveModel } from '../providers/resolve-model'
import type { RunQueue } from '../queue/run-queue'
import type { NewsDesk } from '../runs/news'
import { timeNow } from '../shared/clock'
import { log } from '../shared/log'
import { compileRedactor, type Redactor } from '../shared/redact'
import { loadSkillHandles } from '../skills/launch/repository'
import { toolServerSecrets } from '../tool-servers/repository'
import { openSandbox } from './sandbox/tiers'
import type { EngineServices } from './services'
import { allTechniques, type Techniques } from './techniques'
import { findTool } from './tools/catalog'
import type { Tool } from './tools/tool'

/** Secrets are read anew this often: a key that was just stored is redacted soon after. */
const secretsLastMs = 5_000

/** A call that nobody has allowed by then is not made: what it was for may have changed. */
const approvalLastsMs = 24 * 60 * 60 * 1_000

interface Given {
  workerId: string
  db: Database
  queue: RunQueue
  news: NewsDesk
  budgetNews: EngineServices['budgetNews']
  switches: EngineServices['switches']
  isWatched(runId: string): boolean
  /** Tools beside the built-in ones. */
  tools?: readonly Tool[]
  approvalMs?: number
  techniques?: Techniques
  silence?: EngineServices['silence']
}

export async function openRealServices(given: Given): Promise<EngineServices> {
  const stores = new Map<string, FileStore>()
  const redactors = new RedactorCache()
  return {
    ...given,
    approvalMs: given.approvalMs ?? approvalLastsMs,
    techniques: given.techniques ?? allTechniques,
    findTool: name => given.tools?.find(tool => tool.name === name) ?? findTool(name),
    sandbox: openSandbox(env().sandbox),
    storeOf(workspaceId) {
      const store = stores.get(workspaceId) ?? openFileStore(given.db, workspaceId)
      stores.set(workspaceId, store)
      return store
    },
    async resolveModel(workspaceId, model) {
      await redactors.refresh(workspaceId)
      return await resolveModel(workspaceId, model)
    },
    forgetProviders(workspaceId) {
      redactors.expire(workspaceId)
      forgetProviders(workspaceId)
    },
    loadSkills: (workspaceId, recipe) => loadSkillHandles(given.db, workspaceId, recipe.skills),
    redactStream: workspaceId => redactors.of(workspaceId).stream(),
    redact: (workspaceId, text) => redactors.of(workspaceId).redact(text),
  }
}

class RedactorCache {
  private readonly known = new Map<string, { redactor: Redactor; at: number }>()

  of(workspaceId: string): Redactor {
    return this.known.get(workspaceId)?.redactor ?? compileRedactor([])
  }

  /** What is known is still redacted; the next call looks for more. */
  expire(workspaceId: string): void {
    const known = this.known.get(workspaceId)
    if (known) known.at = 0
  }

  /** Done before each model call, which is the first moment at which a secret could come back. */
  async refresh(workspaceId: string): Promise<void> {
    const known = this.known.get(workspaceId)
    if (known && timeNow() - known.at < secretsLastMs) return
    try {
      const [keys, headers] = await Promise.all([
        providerSecrets(workspaceId),
        toolServerSecrets(workspaceId),
      ])
      const secrets = [...keys, ...headers]
      this.known.set(workspaceId, { redactor: compileRedactor(secrets), at: timeNow() })
    } catch (error) {
      log.warn({ error }, 'secrets could not be read for redaction')
    }
  }
}
