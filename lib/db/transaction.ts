/** One transaction for an operation that writes through several repositories. */
import { type Connection, getDatabase } from './client'

/** What the repositories take in place of the client while a transaction is open. */
export type Transaction = Connection

/** Long enough for a busy machine: making a workspace also installs what it starts with. */
const maxWaitMs = 10_000
const timeoutMs = 30_000

/** Runs `work` in one transaction: all of it is stored, or, when it throws, none. */
export function inTransaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
  return getDatabase().$transaction(work, { maxWait: maxWaitMs, timeout: timeoutMs })
}
