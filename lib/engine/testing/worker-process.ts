/** A worker as a process of its own, from the same bundle as in production, so that tests can kill it. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Database } from '../../db/client'

export interface WorkerProcess {
  pid: number
  kill(signal: NodeJS.Signals): void
  /** The exit code, or the signal that ended it. */
  exited: Promise<number | NodeJS.Signals | null>
}

const entry = join(import.meta.dirname, '..', '..', '..', 'build', 'worker.mjs')

/**
 * Starts one on the environment of this process, with further flags of Node. Resolves when it is registered: from then
 * on it takes runs.
 */
export async function startWorkerProcess(
  db: Database,
  flags: readonly string[] = [],
): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [...flags, entry], { stdio: ['ignore', 'ignore', 'inherit'] })
  const { pid } = child
  if (pid === undefined) throw new Error('The worker process did not start')
  const exited = new Promise<number | NodeJS.Signals | null>(resolve =>
    child.once('exit', (code, signal) => resolve(signal ?? code)),
  )
  let gone = false
  void exited.then(() => {
    gone = true
  })
  for (;;) {
    if (gone) throw new Error(`The worker process ended at once (${await exited})`)
    if ((await db.worker.count({ where: { pid } })) > 0) break
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  return { pid, exited, kill: signal => child.kill(signal) }
}
