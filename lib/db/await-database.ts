/** Waits for a database that is away for a moment: a process that ends and is started again would be away for longer. */
import { Client } from 'pg'

const pauseMs = 200
const patienceMs = 60_000

/** The server is not there yet, or is starting or recovering (SQLSTATE 57P03, cannot_connect_now). */
const passing = new Set(['ECONNREFUSED', 'ECONNRESET', '57P03'])

/** Resolves once the database takes connections. Throws what is wrong when waiting will not help. */
export async function awaitDatabase(connectionString: string): Promise<void> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const client = new Client({ connectionString })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      if (!passing.has(code) || Date.now() > deadline) throw error
      await new Promise(resolve => setTimeout(resolve, pauseMs))
    } finally {
      await client.end().catch(() => undefined)
    }
  }
}
