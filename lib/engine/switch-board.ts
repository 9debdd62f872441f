/** The kill switches that are on, as this worker knows them: asked before every call, and told to what is under way. */
import type { Database } from '../db/client'
import { type RunState, recipeOf } from '../runs/run-state'
import { log } from '../shared/log'
import { type ActiveSwitch, activeSwitches } from '../switches/repository'

/** After a failure it is read again so soon: nobody says it twice. */
const againMs = 250

/** A run at work here. */
interface Worked {
  workspaceId: string
  runId: string
  journal: { state: RunState }
}

export class SwitchBoard {
  private on: ActiveSwitch[] = []
  private reads = 0

  /** `halt` ends the model calls under way that a switch covers. */
  constructor(
    private readonly db: Database,
    private readonly halt: () => void,
  ) {}

  /** Reads which are on, and halts what they cover. The newest reading counts. */
  async refresh(): Promise<void> {
    this.reads += 1
    const read = this.reads
    try {
      const on = await activeSwitches(this.db)
      if (read !== this.reads) return
      this.on = on
      if (on.length > 0) this.halt()
    } catch (error) {
      log.warn({ error }, 'the kill switches could not be read')
      setTimeout(() => void this.refresh(), againMs).unref()
    }
  }

  /** The switch that holds a run; what was handed on below a held run is held too. */
  over({ workspaceId, runId, journal }: Worked): ActiveSwitch | undefined {
    return this.on.find(one => {
      if (one.workspaceId !== workspaceId) return false
      if (one.scope === 'workspace') return true
      const { created } = journal.state
      if (one.scope === 'agent') return recipeOf(journal.state).agent.id === one.scopeId
      if (!one.runIds.has(runId) && !one.runIds.has(created.parentRunId ?? '')) return false
      one.runIds.add(runId)
      return true
    })
  }
}
