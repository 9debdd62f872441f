/** What a worker holds of one run while it works on it. Everything here can be made again from the log. */
import type { Standing } from '../budgets/holds/repository'
import type { FileStore } from '../files/schema'
import type { EventActor } from '../runs/events'
import type { SettledMessages } from '../runs/model-context'
import { packEvents } from '../runs/news'
import { recipeOf } from '../runs/run-state'
import { wakeParent } from '../runs/wake-parent'
import { DraftFrames } from './draft-frames'
import type { HeavyParts } from './heavy-parts'
import { Journal } from './journal'
import { PrefixChain } from './prefix'
import type { RunCatalogue } from './run-catalogue'
import type { EngineServices } from './services'
import type { SkillHandle } from './tools/tool'

export interface RunSession {
  runId: string
  workspaceId: string
  services: EngineServices
  worker: EventActor
  journal: Journal
  store: FileStore
  /** Empty until the run is worked on. */
  heavy: HeavyParts
  /** The tools of its tool servers; loaded when it is worked on. */
  catalogue?: RunCatalogue | undefined
  settled: SettledMessages
  prefix: PrefixChain
  frames: DraftFrames
  /** With what the last request of this worker was built; the next one may begin otherwise. */
  sent?: { compactions: number; model: string | undefined }
  /** The budgets over the run, as they were at this version of them. */
  standing?: { version: number; is: Standing }
  redact(text: string): string
  /** The run's skills, loaded at first use. */
  skills(): Promise<SkillHandle[]>
}

/** Loads a run for work; null when there is none. */
export async function openSession(services: EngineServices, runId: string): Promise<RunSession | null> {
  const row = await services.db.run.findUnique({ where: { id: runId }, select: { workspaceId: true } })
  if (!row) return null
  const { workspaceId } = row
  const journal = await Journal.open(
    services.db,
    runId,
    {
      packed: events => (services.isWatched(runId) ? packEvents(events) : []),
      onCommit: seq => services.news.announce(workspaceId, runId, seq),
    },
    ({ type }, { created }) =>
      type === 'run-ended' ? wakeParent(services.queue, workspaceId, created.parentRunId) : undefined,
  )
  if (!journal) return null
  const store = services.storeOf(workspaceId)
  const redact = (text: string): string => services.redact(workspaceId, text)
  let skills: Promise<SkillHandle[]> | undefined
  return {
    runId,
    workspaceId,
    services,
    worker: { kind: 'worker', id: services.workerId, name: 'Worker' },
    journal,
    store,
    heavy: new Map(),
    settled: new WeakMap(),
    prefix: new PrefixChain(),
    frames: new DraftFrames(runId, services.news, services.isWatched, () =>
      services.redactStream(workspaceId),
    ),
    redact,
    skills: () => {
      skills ??= services.loadSkills(workspaceId, recipeOf(journal.state))
      return skills
    },
  }
}
