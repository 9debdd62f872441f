// The disk of the database fills up under a worker at work: the run waits, says why, and goes on when there is room.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { applyMigrations, readMigrations } from '../db/migrate'
import { startPostgres } from '../db/postgres-server'
import { openEngineBed } from '../engine/testing/engine-bed'
import { bash, script } from '../engine/testing/scripted-answers'

const migrations = join(import.meta.dirname, '..', '..', 'prisma', 'migrations')

/** A small disk of its own in memory; null where nobody may mount one. */
function smallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'reef-disk-'))
  chmodSync(folder, 0o711)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', folder]).status === 0
  if (mounted) return folder
  rmSync(folder, { recursive: true })
  return null
}

test('R95: the disk is full: the run waits without giving up, and goes on when there is room', async () => {
  const disk = smallDisk()
  if (!disk) {
    console.info('skipped: a small disk can only be mounted by root')
    return
  }
  try {
    const postgres = await startPostgres({ folder: join(disk, 'postgres') })
    const url = postgres.url('postgres')
    await applyMigrations(url, readMigrations(migrations))
    const bed = await openEngineBed({ url, drop: async () => undefined })
    await bed.startWorker()
    // What the shell writes is new at every step, and too large for what is left of a page.
    const fill = Array.from({ length: 6 }, (_, step) =>
      bash(`seq ${step * 100_000} ${step * 100_000 + 60_000} > numbers-${step}.txt; echo ${step} >> log.txt`),
    )
    const gate = Promise.withResolvers<void>()
    const play = script(...fill, bash('cat log.txt'))
    bed.server.respond(async exchange => {
      await gate.promise
      return play(exchange)
    })
    const runId = await bed.assign('Fill the disk.')
    await bed.until(runId, state => state.status === 'running')
    const { bavail, bsize } = statfsSync(disk)
    const ballast = join(disk, 'ballast')
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 200_000)))
    gate.resolve()
    // Longer than a fault of our own would be borne: five breaks take 15 s.
    await new Promise(resolve => setTimeout(resolve, 18_000))
    const full = await bed.until(runId, ({ status }) => status !== 'succeeded' && status !== 'failed')
    rmSync(ballast)
    const state = await bed.until(runId, ({ status }) => status === 'succeeded')
    expect(Object.values(state.toolCalls).at(-1)?.output).toBe('0\n1\n2\n3\n4\n5')
    const events = await bed.events(runId)
    expect(events.map(event => event.seq)).toEqual(events.map((_, index) => index + 1))
    console.info(`disk full: ${full.status} at event ${full.seq} of ${events.length}, went on by itself`)
    await bed.close()
    await postgres.stop()
  } finally {
    execFileSync('umount', ['-l', disk])
    rmSync(disk, { recursive: true, force: true })
  }
}, 120_000)
