// Starts one Postgres for a vitest run in a folder of its own and migrates the template that tests clone.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { applyMigrations, readMigrations } from './migrate'
import { startPostgres } from './postgres-server'
import { administer, testServerVariable, testTemplateVariable } from './testing'

const migrationsFolder = path.join(import.meta.dirname, '..', '..', 'prisma', 'migrations')

/** Vitest's global setup; the returned function is its teardown. */
export default async function setUp(): Promise<() => Promise<void>> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reef-test-'))
  fs.chmodSync(folder, 0o711)
  const postgres = await startPostgres({ folder: path.join(folder, 'postgres'), disposable: true })
  const end = async () => {
    await postgres.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
  try {
    const migrations = readMigrations(migrationsFolder)
    const digest = createHash('sha256')
      .update(migrations.map(migration => migration.checksum).join())
      .digest('hex')
    const template = `reef_template_${digest.slice(0, 12)}`
    await administer(postgres.url('postgres'), `CREATE DATABASE ${template}`)
    await applyMigrations(postgres.url(template), migrations)
    process.env[testServerVariable] = postgres.url('postgres')
    process.env[testTemplateVariable] = template
    return end
  } catch (error) {
    await end()
    throw error
  }
}
