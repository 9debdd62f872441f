/** Kills processes while a run is at work, at the steps that chance has chosen, and notes what came of it. */
import type { Exchange } from '../../lib/engine/testing/model-server'
import type { Bed } from '../bench/bed'
import type { Crew, Target } from './crew'
import { pick, type Random, spread } from './random'

export interface Kill {
  target: Target
  step: number
  at: number
}

/** Of six kills: the worker that has the run, the database, the web process. */
const targets: readonly Target[] = ['worker', 'worker', 'worker', 'Postgres', 'Postgres', 'web']
/** A kill falls somewhere into the work of its step, not always at its beginning. */
const longestDelayMs = 120

export class Torment {
  readonly kills: Kill[] = []
  private readonly points: number[]
  private striking = Promise.resolve()
  runId = ''

  constructor(
    private readonly crew: Crew,
    private readonly random: Random,
    count: number,
    steps: number,
  ) {
    this.points = spread(random, count, 2, steps - 1)
  }

  /** Told of each step that the model is asked for. */
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
      const at = Date.now()
      if ((await this.crew.kill(target, this.runId)) !== null) {
        this.kills.push({ target, step, at })
        process.stderr.write(target === 'worker' ? 'w' : target === 'web' ? 'b' : 'p')
        return
      }
      await pause(50)
    }
    throw new Error(`There was no ${target} to kill`)
  }

  async over(): Promise<void> {
    await this.striking
  }
}

/** A person who answers what the run asks, through a web process that may be away. */
export async function answerQuestions(bed: Bed, runId: string, isOver: () => boolean): Promise<number> {
  let answered = 0
  while (!isOver()) {
    const run = (await bed.api('GET', `/runs/${runId}`).catch(() => null)) as {
      status: string
      waitingFor: string | null
    } | null
    if (run?.status === 'waiting' && run.waitingFor === 'answer') {
      const command = { type: 'answer', text: 'Yes.' }
      // Refused when it was taken although its answer got lost on the way: a question is answered once.
      await bed.api('POST', `/runs/${runId}/commands`, command).then(
        () => {
          answered += 1
        },
        () => undefined,
      )
    }
    await pause(60)
  }
  return answered
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}

/** The body of a request as one text: what it is about is read from the words of its task. */
export function words(exchange: Exchange): string {
  return JSON.stringify(exchange.body)
}
