/** One LISTEN connection per process, which comes back by itself; and NOTIFY. */
import { Client } from 'pg'
import { log } from '../shared/log'
import type { Connection } from './client'

/** Postgres takes payloads of less than 8,000 bytes. */
export const maxNoticeBytes = 7_900

export interface Listener {
  /** The connection itself, for session advisory locks. Undefined while it is down. */
  client(): Client | undefined
  /** Sends notices, in their order, past everything that waits for the process's other connections. */
  notify(notices: readonly Notice[]): Promise<void>
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

  const lose = (): void => {
    client = undefined
    if (closed) return
    options.onLost?.()
    void reconnect()
  }

  const reconnect = async (): Promise<void> => {
    for (;;) {
      await new Promise(resolve => setTimeout(resolve, reconnectMs))
      if (closed) return
      try {
        client = await connect(options, lose)
        if (closed) await client.end()
        return
      } catch (error) {
        log.warn({ error }, 'listen connection failed')
      }
    }
  }

  client = await connect(options, lose)
  return {
    client: () => client,
    async notify(notices) {
      if (!client) throw new Error('The listen connection is down.')
      await client.query({ name: 'notify', text: notifyText, values: columnsOf(notices) })
    },
    async close() {
      closed = true
      await client?.end()
    },
  }
}

/** One connection that listens. `onLost` is called once, and only for a connection that stood. */
async function connect(options: ListenOptions, onLost: () => void): Promise<Client> {
  const client = new Client({ connectionString: options.connectionString, keepAlive: true })
  let stands = false
  let isLost = false
  const lose = (): void => {
    if (stands && !isLost) onLost()
    isLost = true
  }
  client.on('notification', notice => options.onNotice(notice.channel, notice.payload ?? ''))
  client.on('error', lose)
  client.on('end', lose)
  try {
    await client.connect()
    for (const channel of options.channels) await client.query(`LISTEN "${channel}"`)
    await options.onConnect?.(client)
    if (isLost) throw new Error('The connection was lost while it was set up.')
    stands = true
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
}

export interface Notice {
  channel: string
  payload: string
}

const notifyText =
  'SELECT pg_notify(n.channel, n.payload) FROM unnest($1::text[], $2::text[]) AS n(channel, payload)'

function columnsOf(notices: readonly Notice[]): [channels: string[], payloads: string[]] {
  return [notices.map(({ channel }) => channel), notices.map(({ payload }) => payload)]
}

/**
 * Sends notices, in their order, with one statement. Never inside a transaction that writes: a pending NOTIFY takes a
 * server-wide lock at commit.
 */
export async function notify(db: Connection, notices: readonly Notice[]): Promise<void> {
  await db.$executeRawUnsafe(notifyText, ...columnsOf(notices))
}
