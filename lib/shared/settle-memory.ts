// Gives back what a process no longer needs: loading code and a burst of work leave garbage that nobody would collect.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let timer: NodeJS.Timeout | undefined

/**
 * Collects all garbage once, `afterMs` after the last time that this was asked for. Call it whenever work has ended:
 * a busy process never gets to it, and one that has gone quiet pays some 50 ms once.
 */
export function settleMemory(afterMs = 3000): void {
  clearTimeout(timer)
  timer = setTimeout(collectGarbage, afterMs).unref()
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: object) => void
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
