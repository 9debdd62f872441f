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
