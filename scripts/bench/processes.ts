/** Memory of all processes of a Reef, as the kernel shares it out. */
import fs from 'node:fs'
import { descendants } from '../testing/reef-process.mjs'

export interface ProcessMemory {
  name: string
  bytes: number
}

/** Proportional set size of the launcher and of everything below it, largest first. Linux only. */
export function memoryOf(launcherPid: number): ProcessMemory[] {
  const processes = [{ pid: launcherPid, command: 'launcher' }, ...descendants(launcherPid)]
  const memory = processes.flatMap(({ pid, command }) => {
    const bytes = proportionalBytes(pid)
    return bytes === null ? [] : { name: shortName(command), bytes }
  })
  return memory.sort((a, b) => b.bytes - a.bytes)
}

function proportionalBytes(pid: number): number | null {
  try {
    const rollup = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024
  } catch {
    return null
  }
}

function shortName(command: string): string {
  const bundle = /build\/([a-z-]+)\.mjs/.exec(command)?.[1]
  if (bundle) return bundle
  if (/postgres/.test(command)) return 'postgres'
  return command.split(' ')[0]?.split('/').at(-1) ?? command
}

/** Milliseconds of processor time that each kind of process has used so far, ended children left out. Linux only. */
export function processorTimeOf(launcherPid: number): Map<string, number> {
  const times = new Map<string, number>()
  for (const { pid, command } of [{ pid: launcherPid, command: 'launcher' }, ...descendants(launcherPid)]) {
    const name = shortName(command)
    times.set(name, (times.get(name) ?? 0) + processorMs(pid))
  }
  return times
}

/** Fields 14 and 15 of `/proc/<pid>/stat`, in ticks of 10 ms. */
function processorMs(pid: number): number {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return 0
  }
}

/** What was used since `before`, over so many pieces of work: `worker 3.1 ms, postgres 1.2 ms`. */
export function processorTimeEach(launcherPid: number, before: Map<string, number>, pieces: number): string {
  const parts = [...processorTimeOf(launcherPid)].flatMap(([name, after]) => {
    const each = (after - (before.get(name) ?? 0)) / pieces
    return each >= 0.05 ? `${name} ${each.toFixed(1)}` : []
  })
  return parts.length > 0 ? `${parts.join(', ')} ms of processor` : 'processor time is not told here'
}
