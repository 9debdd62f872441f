// A child process that is started again when it dies, ever more slowly, and that can be stopped for good.
import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'

export type SupervisedOptions = {
  name: string
  /** Arguments of Node: flags, the program, its arguments. */
  command: string[]
  environment: NodeJS.ProcessEnv
  cwd: string
  /** Receives stdout and stderr. */
  log: string
  /** Called after every start with the new process, and before a restart with the reason. */
  onStart(child: ChildProcess): void
  onCrash(line: string): void
  /** Called whenever the set of living processes changed. */
  onChange(): void
}

/** Exit code of a process that has lost its database and would begin anew at once (EX_TEMPFAIL of sysexits.h). */
export const beginAnewCode = 75

const firstDelay = 250
const longestDelay = 15_000
/** For a process that begins anew: it waits for its database by itself. */
const longestDelayAnew = 500
/** One that has lived for so long was killed, or died of what happened to it; it would come up again. */
const settledAfter = 5_000
const stopPatience = 10_000

export class Supervised {
  #child: ChildProcess | null = null
  #timer: NodeJS.Timeout | undefined
  #delay = firstDelay
  #stopping = false
  readonly #options: SupervisedOptions

  constructor(options: SupervisedOptions) {
    this.#options = options
    this.#start()
  }

  /** The living process, or null between a crash and the next start. */
  get pid(): number | null {
    return this.#child?.pid ?? null
  }

  send(message: object): void {
    if (this.#child?.connected) this.#child.send(message)
  }

  /** Asks the process to end, waits, and kills it when ten seconds were not enough. */
  async stop(): Promise<void> {
    this.#stopping = true
    clearTimeout(this.#timer)
    const child = this.#child
    if (!child) return
    const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), stopPatience)
    await ended
    clearTimeout(late)
  }

  #start(): void {
    const { command, environment, cwd, log } = this.#options
    const output = fs.openSync(log, 'a', 0o600)
    const startedAt = Date.now()
    const child = spawn(process.execPath, command, {
      cwd,
      env: environment,
      // A group of its own: Ctrl-C reaches the launcher alone, which ends the others in order.
      detached: true,
      stdio: ['ignore', output, output, 'ipc'],
    })
    fs.closeSync(output)
    this.#child = child
    child.once('error', error => this.#ended(error.message, startedAt, longestDelay))
    child.once('exit', (code, signal) => {
      const longest = code === beginAnewCode ? longestDelayAnew : longestDelay
      this.#ended(signal ?? `exit code ${code}`, startedAt, longest)
    })
    this.#options.onChange()
    this.#options.onStart(child)
  }

  #ended(reason: string, startedAt: number, longest: number): void {
    if (!this.#child) return
    this.#child = null
    this.#options.onChange()
    if (this.#stopping) return
    if (Date.now() - startedAt > settledAfter) this.#delay = firstDelay
    this.#options.onCrash(
      `The ${this.#options.name} ended (${reason}) and is started again. Its log: ${this.#options.log}`,
    )
    this.#timer = setTimeout(() => this.#start(), Math.min(this.#delay, longest))
    this.#delay = Math.min(this.#delay * 2, longest)
  }
}
