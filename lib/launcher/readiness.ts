// When Reef is ready: the health route says that work can be done.
import http from 'node:http'
import net from 'node:net'
import { StartProblem } from './problem'
import type { Settings } from './settings'

/** The loopback name under which this machine reaches a server that listens on `host`. */
const nearName = (host: string) => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host)

/** Throws StartProblem when something listens on the port already. */
export function requireFreePort({ host, port }: Settings): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(new StartProblem(portProblem(error.code, host, port))),
    )
    probe.listen(port, host, () => probe.close(() => resolve()))
  })
}

export function portProblem(code: string | undefined, host: string, port: number): string {
  if (code === 'EADDRINUSE') {
    return `Port ${port} on ${host} is taken. Stop what uses it or choose another: PORT=${port + 1} npm start`
  }
  if (code === 'EACCES') return `This user may not listen on port ${port}. Choose one above 1023.`
  return `Reef cannot listen on ${host} (${code ?? 'unknown reason'}): check HOST.`
}

/** Waits for the first 200 of /api/v1/health. Throws StartProblem with the last answer after `patience` ms. */
export async function waitUntilReady(settings: Settings, port: number, patience = 60_000): Promise<void> {
  const deadline = Date.now() + patience
  for (;;) {
    const answer = await askHealth(nearName(settings.host), port, settings.origin)
    if (answer.status === 200) return
    if (Date.now() > deadline) {
      throw new StartProblem(
        `Reef did not become ready in ${patience / 1000} seconds: ${answer.text.slice(0, 200)}`,
      )
    }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** Under the public name where there is one: Reef answers to no other but loopback. */
function askHealth(
  host: string,
  port: number,
  origin: string | null,
): Promise<{ status: number; text: string }> {
  return new Promise(resolve => {
    const request = http.get(
      {
        host,
        port,
        path: '/api/v1/health',
        agent: false,
        timeout: 10_000,
        ...(origin ? { headers: { host: new URL(origin).host } } : {}),
      },
      response => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => (text += part))
        response.once('end', () => resolve({ status: response.statusCode ?? 0, text }))
      },
    )
    request.once('timeout', () => request.destroy(new Error('no answer')))
    request.once('error', error => resolve({ status: 0, text: error.message }))
  })
}
