// Gives back what a process needed only to start: loading code leaves more garbage than working does.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Collects all garbage once, `afterMs` from now, when the start is surely over. Costs some 50 ms then, nothing later. */
export function settleMemory(afterMs = 3000): void {
  setTimeout(() => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as (options: object) => void
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  }, afterMs).unref()
}
