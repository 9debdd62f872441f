/** Kills processes while a run is at work, at the steps that chance has chosen, and notes what came of it. */
import type { Crew, Target } from './crew'
import { pick, pickSome, type Random, spread } from './random'
import { partingSteps } from './scenes'

export interface Kill {
  target: Target
  step: number
  at: number
  /** The run that lost its worker. */
  runId: string
  /** When the database took connections again. */
  serverBackAt?: number
}

/** Of six kills: the worker that has the run, the database, the web process. */
const targets: readonly Target[] = ['worker', 'worker', 'worker', 'Postgres', 'Postgres', 'web']
/** A kill falls somewhere into the work of its step, not always at its beginning. */
const longestDelayMs = 120

export class Torment {
  readonly kills: Kill[] = []
  private readonly points: number[]
  private striking = Promise.resolve()
  /** The database's way back after each kill, looked at while the play goes on. */
  private readonly looking: Promise<void>[] = []
  runId = ''

  constructor(
    private readonly crew: Crew,
    private readonly random: Random,
    count: number,
    steps: number,
  ) {
    // A third where the run waits for others, the rest anywhere.
    const parting = partingSteps(steps).filter(step => step < steps - 1)
    const chosen = new Set(pickSome(random, parting, Math.floor(count / 3)))
    for (const step of spread(random, count, 2, steps - 1)) if (chosen.size < count) chosen.add(step)
    while (chosen.size < count) chosen.add(2 + Math.floor(random() * (steps - 3)))
    this.points = [...chosen].sort((a, b) => a - b)
  }

  /** Told of each step that the model is asked for, whichever run of the tree asks. */
  at(step: number): void {
    if (step < (this.points[0] ?? Number.POSITIVE_INFINITY)) return
    this.points.shift()
    const target = pick(this.random, targets)
    const delay = this.random() * longestDelayMs
    this.striking = this.striking.then(() => this.strike(target, step, delay))
  }

  /** One kill at a time; one that finds nobody to kill (the run waits for a person) waits until somebody is there. */
  private async strike(target: Target, step: number, delayMs: number): Promise<void> {
    await pause(delayMs)
    for (let tries = 0; tries < 1_200; tries += 1) {
      const done = await this.crew.kill(target, this.runId)
      if (done !== null) {
        const kill: Kill = { target, step, ...done }
        this.kills.push(kill)
        if (target === 'Postgres') this.looking.push(this.noteBack(kill))
        process.stderr.write(target === 'worker' ? 'w' : target === 'web' ? 'b' : 'p')
        return
      }
      await pause(50)
    }
    throw new Error(`There was no ${target} to kill`)
  }

  private async noteBack(kill: Kill): Promise<void> {
    kill.serverBackAt = await this.crew.untilBack()
  }

  async over(): Promise<void> {
    await this.striking
    await Promise.all(this.looking)
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}
