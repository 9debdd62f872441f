/** Which installation a command speaks with: the running one on the data folder, or the one named by DATABASE_URL. */
import { findKey, keyText } from '../launcher/encryption-key'
import { readRuntime } from '../launcher/home'
import { readSettings, type Settings } from '../launcher/settings'
import { CommandProblem } from './problem'

export type Installation = {
  settings: Settings
  databaseUrl: string
  /** The address of its web server; null where only the database is known. */
  address: string | null
  /** `host:port` where it listens; null where none runs here. */
  listens: string | null
}

/** The installation, or null when none runs here and no database is named. */
export function findInstallation(root: string): Installation | null {
  const settings = readSettings(process.env, root)
  const runtime = readRuntime(settings.home)
  const databaseUrl = runtime?.databaseUrl ?? settings.databaseUrl
  if (!databaseUrl) return null
  return { settings, databaseUrl, address: runtime?.address ?? null, listens: runtime?.listens ?? null }
}

/** The same, with what the library reads from the environment set to it. Throws CommandProblem. */
export function openInstallation(root: string): Installation {
  const found = findInstallation(root)
  if (!found) {
    const { home } = readSettings(process.env, root)
    throw new CommandProblem(
      `Reef is not running on ${home}. Start it with "npm start", or set DATABASE_URL.`,
    )
  }
  const key = findKey(found.settings.home, found.settings.encryptionKey)
  process.env.DATABASE_URL = found.databaseUrl
  process.env.REEF_HOME = found.settings.home
  if (key) process.env.REEF_ENCRYPTION_KEY = keyText(key)
  return found
}
