/** A receiver of webhooks for tests: keeps what arrived and answers as it is told. */
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  headers: IncomingHttpHeaders
  body: string
}

export interface Receiver {
  url: string
  received: Received[]
  /** What it answers from now on: a status, or `hang`. */
  answer(status: number | 'hang', text?: string, headers?: Record<string, string>): void
  /** Resolves with the n-th letter (from 1). */
  letter(count: number): Promise<Received>
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const waiting: { count: number; done: (letter: Received) => void }[] = []
  let current: { status: number | 'hang'; text: string; headers: Record<string, string> } = {
    status: 200,
    text: 'thanks',
    headers: {},
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') })
    for (const each of waiting) {
      const letter = received[each.count - 1]
      if (letter) each.done(letter)
    }
    if (current.status === 'hang') return
    response.writeHead(current.status, current.headers).end(current.text)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answer(status, text = '', headers = {}) {
      current = { status, text, headers }
    },
    letter: count => {
      const letter = received[count - 1]
      if (letter) return Promise.resolve(letter)
      return new Promise((done, fail) => {
        waiting.push({ count, done })
        setTimeout(
          () => fail(new Error(`Letter ${count} never came; there are ${received.length}.`)),
          45_000,
        ).unref()
      })
    },
    close: () =>
      new Promise(done => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}

/** Whether a letter is signed with the secret, as a receiver would find out. */
export function isSigned({ headers, body }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const signature = createHmac('sha256', key).update(signed).digest('base64')
  return String(headers['webhook-signature']).split(' ').includes(`v1,${signature}`)
}
