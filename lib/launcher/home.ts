// The data folder: made private, checked for room, and held by one launcher at a time.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { canReach, postgresUser, systemFolder } from '../db/postgres-programs'
import { explainProblem, StartProblem } from './problem'

const roomNeeded = 64 * 1024 * 1024

/** Makes the folder when it is missing and proves that it can be written. Throws StartProblem. */
export function prepareHome(home: string): void {
  try {
    // As root the database runs as another user, who must be able to walk through, but not to list.
    fs.mkdirSync(home, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
    const probe = path.join(home, `.probe-${randomBytes(4).toString('hex')}`)
    fs.writeFileSync(probe, 'x')
    fs.rmSync(probe)
  } catch (error) {
    throw new StartProblem(`REEF_HOME ${home}: ${explainProblem(error)}`)
  }
  const { bavail, bsize } = fs.statfsSync(home)
  if (bavail * bsize < roomNeeded) {
    throw new StartProblem(`The disk that holds ${home} is full: Reef needs at least 64 MB free to start.`)
  }
}

/**
 * Where the embedded database lives: in the data folder, or, for root with a data folder that the database's user
 * cannot reach (below /root), in /var/lib/reef under a random name that the file `postgres-folder` remembers.
 */
export function postgresFolder(home: string): string {
  const note = path.join(home, 'postgres-folder')
  if (fs.existsSync(note)) return fs.readFileSync(note, 'utf8').trim()
  if (canReach(postgresUser(), home)) return path.join(home, 'postgres')
  const folder = path.join(systemFolder, `data-${randomBytes(6).toString('hex')}`)
  fs.mkdirSync(systemFolder, { recursive: true, mode: 0o755 })
  fs.writeFileSync(note, `${folder}\n`, { mode: 0o600 })
  return folder
}

/** Takes the folder for this process and returns the release. Throws StartProblem when another Reef holds it. */
export function lockHome(home: string): () => void {
  const file = path.join(home, 'launcher.pid')
  const own = processIdentity(process.pid)
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      fs.writeFileSync(file, own ?? String(process.pid), { flag: 'wx', mode: 0o600 })
      return () => fs.rmSync(file, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const held = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
    const pid = Number.parseInt(held, 10)
    if (held && processIdentity(pid) === held) {
      throw new StartProblem(`Reef is already running on ${home} (process ${pid}).`)
    }
    fs.rmSync(file, { force: true })
  }
  throw new StartProblem(`Another Reef is just starting on ${home}.`)
}

/** Pid and start time, because a pid alone is used again after a crash. Null when there is no such process. */
export function processIdentity(pid: number): string | null {
  try {
    if (process.platform !== 'linux') {
      return `${pid} ${execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()}`
    }
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? null : `${pid} ${fields[19]}`
  } catch {
    return null
  }
}

/** What the commands of a running installation need to know. */
export type Runtime = {
  /** What people open. */
  address: string
  /** `host:port` of its web server: the port that it got, which settings need not name. */
  listens: string
  databaseUrl: string
  pid: number
  startedAt: string
}

const runtimeFile = (home: string) => path.join(home, 'runtime.json')

export function writeRuntime(home: string, runtime: Runtime): void {
  fs.writeFileSync(runtimeFile(home), JSON.stringify(runtime, null, 2), { mode: 0o600 })
}

export function removeRuntime(home: string): void {
  fs.rmSync(runtimeFile(home), { force: true })
}

/** The running installation on this data folder, or null. */
export function readRuntime(home: string): Runtime | null {
  try {
    const lock = fs.readFileSync(path.join(home, 'launcher.pid'), 'utf8')
    if (processIdentity(Number.parseInt(lock, 10)) !== lock) return null
    return JSON.parse(fs.readFileSync(runtimeFile(home), 'utf8')) as Runtime
  } catch {
    return null
  }
}
