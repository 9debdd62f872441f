// The web process: Next.js on a server of our own, which listens when the launcher says that the database is ready.
import http from 'node:http'
import next from 'next'
import { settleMemory } from '../shared/settle-memory'
import { applyBuiltConfig } from './built-config'

/** What the web process tells the launcher. */
export type WebReport =
  | { type: 'listening'; port: number }
  | { type: 'failed'; code: string; message: string }

const root = process.cwd()
const hostname = process.env.REEF_LISTEN_HOST ?? '127.0.0.1'
const port = Number(process.env.REEF_LISTEN_PORT ?? 3000)

applyBuiltConfig(root)
/** With no answer given for this long, the garbage of the last ones is given back. */
const quietMs = 15_000

const app = next({ dev: false, dir: root, hostname, port })
const prepared = app.prepare()
const server = http.createServer((request, response) => {
  // Without a proxy of the operator's these headers are the caller's own words.
  if (!process.env.REEF_TRUSTED_PROXY) {
    for (const name of Object.keys(request.headers)) {
      if (name.startsWith('x-forwarded-') || name === 'forwarded') delete request.headers[name]
    }
  }
  response.once('close', () => settleMemory(quietMs))
  void handle(request, response)
})
const handle = app.getRequestHandler()

function report(message: WebReport): void {
  process.send?.(message)
}

server.on('error', (error: NodeJS.ErrnoException) => {
  report({ type: 'failed', code: error.code ?? 'unknown', message: error.message })
  process.exitCode = 1
  setImmediate(() => process.exit())
})

function stop(): void {
  server.close(() => process.exit(0))
  // Live streams never end by themselves: give answers that are being written a moment, then cut.
  setTimeout(() => server.closeAllConnections(), 200).unref()
  setTimeout(() => process.exit(0), 3000).unref()
}

process.once('SIGTERM', stop)
process.once('disconnect', stop)
process.once('message', () => {
  prepared.then(
    () => {
      server.listen(port, hostname, () => {
        settleMemory()
        const address = server.address()
        report({ type: 'listening', port: typeof address === 'object' && address ? address.port : port })
      })
    },
    (error: Error) => {
      report({ type: 'failed', code: 'next', message: error.message })
      setImmediate(() => process.exit(1))
    },
  )
})
