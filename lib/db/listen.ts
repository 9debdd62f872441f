/** One LISTEN connection per process, which comes back by itself; and NOTIFY. */
import { Client } from 'pg'
import { log } from '../shared/log'
import type { Connection } from './client'

/** Postgres takes payloads of less than 8,000 bytes. */
export const maxNoticeBytes = 7_900

export interface Listener {
  /** The connection itself, for session advisory locks. Undefined while it is down. */
  client(): Client | undefined
  close(): Promise<void>
}

interface ListenOptions {
  connectionString: string
  channels: readonly string[]
  onNotice(channel: string, payload: string): void
  /** After every (re)connect: notices may have been missed before it. */
  onConnect?(client: Client): Promise<void>
  onLost?(): void
}

const reconnectMs = 250

/** Connects, listens, and reconnects until closed. Resolves once the first connection stands. */
export async function openListener(options: ListenOptions): Promise<Listener> {
  let client: Client | undefined
  let closed = false

  const connect = async (): Promise<void> => {
    const fresh = new Client({ connectionString: options.connectionString, keepAlive: true })
    fresh.on('notification', notice => options.onNotice(notice.channel, notice.payload ?? ''))
    let lost = false
    const lose = (): void => {
      if (lost) return
      lost = true
      client = undefined
      if (closed) return
      options.onLost?.()
      setTimeout(() => void retry(), reconnectMs)
    }
    fresh.on('error', lose)
    fresh.on('end', lose)
    await fresh.connect()
    for (const channel of options.channels) await fresh.query(`LISTEN "${channel}"`)
    client = fresh
    await options.onConnect?.(fresh)
  }

  const retry = async (): Promise<void> => {
    if (closed) return
    try {
      await connect()
    } catch (error) {
      log.warn({ error }, 'listen connection failed')
      setTimeout(() => void retry(), reconnectMs)
    }
  }

  await connect()
  return {
    client: () => client,
    async close() {
      closed = true
      await client?.end()
    },
  }
}

/** Sends one notice. Never inside a transaction that writes: a pending NOTIFY takes a server-wide lock at commit. */
export async function notify(db: Connection, channel: string, payload: string): Promise<void> {
  await db.$executeRaw`SELECT pg_notify(${channel}, ${payload})`
}
