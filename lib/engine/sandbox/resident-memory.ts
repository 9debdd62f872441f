/** How much memory another process holds. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Milliseconds between two looks: reading /proc costs microseconds, starting `ps` costs milliseconds. */
export const watchEveryMs = process.platform === 'linux' ? 25 : 250

/** Resident bytes of a process, or null when it is gone. */
export async function residentBytes(pid: number): Promise<number | null> {
  if (process.platform === 'linux') return residentBytesLinux(pid)
  try {
    const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)])
    return Number(stdout.trim()) * 1024
  } catch {
    return null
  }
}

/** Source: proc_pid_status(5), `VmRSS`, in kibibytes. */
function residentBytesLinux(pid: number): number | null {
  try {
    const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))
    return found ? Number(found[1]) * 1024 : null
  } catch {
    return null
  }
}
