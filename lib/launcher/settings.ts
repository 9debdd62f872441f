// The part of the environment that decides where Reef listens and keeps its data.
import path from 'node:path'
import { StartProblem } from './problem'

export type Settings = {
  host: string
  /** 0 asks the system for a free port. */
  port: number
  /** Absolute data folder. */
  home: string
  /** An own Postgres, or null for the embedded one. */
  databaseUrl: string | null
  /** The public origin (`REEF_ORIGIN`), needed as soon as Reef listens beyond loopback. */
  origin: string | null
  encryptionKey: string | null
}

const loopback = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/

/** Reads the settings; relative paths start at `root`. Throws StartProblem, never repeating a secret value. */
export function readSettings(source: Readonly<Record<string, string | undefined>>, root: string): Settings {
  const value = (name: string) => source[name]?.trim() || null
  const port = Number(value('PORT') ?? 3000)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new StartProblem('PORT must be a number from 0 to 65535.')
  const databaseUrl = value('DATABASE_URL')
  if (databaseUrl && !(/^postgres(ql)?:\/\//.test(databaseUrl) && URL.canParse(databaseUrl))) {
    throw new StartProblem('DATABASE_URL is not an address that starts with postgres:// or postgresql://.')
  }
  const host = value('HOST') ?? '127.0.0.1'
  const origin = value('REEF_ORIGIN')
  if (origin && !(URL.canParse(origin) && /^https?:$/.test(new URL(origin).protocol))) {
    throw new StartProblem('REEF_ORIGIN must be an address such as https://reef.example.org.')
  }
  if (!loopback.test(host) && !origin) {
    throw new StartProblem(
      `HOST=${host} would open Reef to the network. Set REEF_ORIGIN to the address people use, for instance https://reef.example.org.`,
    )
  }
  return {
    host,
    port,
    home: path.resolve(root, value('REEF_HOME') ?? '.reef'),
    databaseUrl,
    origin: origin && new URL(origin).origin,
    encryptionKey: value('REEF_ENCRYPTION_KEY'),
  }
}

/** The address to print: what a browser on this machine opens, or the public origin. */
export function addressOf(settings: Settings, port: number): string {
  if (settings.origin) return settings.origin
  return `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`
}
