/** A log that this Reef cannot read: written by a newer version, or damaged. Waiting does not help, and it is no bug of the caller. */
import { z } from 'zod'
import { AppError } from '../../http/errors'

/** Says which event stands in the way, in words for a person: they are shown as the run's state. */
export class UnreadableLog extends AppError {
  constructor(reason: string) {
    super('refused', `The log of this run cannot be read: ${reason} It is kept as it is.`)
    this.name = 'UnreadableLog'
  }

  /** `seq` and `type` name the stored event that `error` was thrown over. */
  static at(event: { seq: number; type: string }, error: unknown): UnreadableLog {
    const why = error instanceof z.ZodError ? 'has a shape that this Reef does not know' : wordsOf(error)
    return new UnreadableLog(`event ${event.seq} (${event.type}) ${why}.`)
  }
}

function wordsOf(error: unknown): string {
  return `does not fit: ${(error instanceof Error ? error.message : String(error)).replace(/\.$/, '')}`
}
