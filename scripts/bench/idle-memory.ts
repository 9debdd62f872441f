/** What all processes of a Reef hold when nobody works, after work has been done. */
import fs from 'node:fs'
import type { Bed } from './bed'
import type { Measurement } from './figures'
import { memoryOf } from './processes'
import { digits } from './statistics'

/** Longer than the 30 s after which sandbox processes go. */
const idleMs = 35_000

export async function measureIdleMemory(bed: Bed): Promise<Measurement[]> {
  if (!fs.existsSync('/proc/self/smaps_rollup'))
    return [{ figure: 'idleMemory', value: null, detail: 'this system does not tell' }]
  await bed.succeeded((await bed.assign('A little work. [steps 10]')).runId)
  await new Promise(resolve => setTimeout(resolve, idleMs))
  const memory = memoryOf(bed.pid)
  const byName = Map.groupBy(memory, each => each.name)
  const parts = [...byName].map(([name, each]) => `${name} ${megabytes(each)}`)
  const detail = `after ten steps and ${idleMs / 1000} s: ${parts.join(', ')}`
  return [{ figure: 'idleMemory', value: total(memory) / 1e6, detail }]
}

function total(memory: readonly { bytes: number }[]): number {
  return memory.reduce((sum, { bytes }) => sum + bytes, 0)
}

function megabytes(memory: readonly { bytes: number }[]): string {
  return `${memory.length > 1 ? `(${memory.length}) ` : ''}${digits(total(memory) / 1e6)}`
}
