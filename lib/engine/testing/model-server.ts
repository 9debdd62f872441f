/** A small model server of our own: speaks the OpenAI and Anthropic wire formats, at once, or badly on purpose. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Reply } from './reply'
import { anthropicEvents, anthropicWhole } from './wire-anthropic'
import { openaiEvents, openaiWhole } from './wire-openai'

/** One request that arrived, with what was read of it. */
export interface Exchange {
  /** Counts from 0. */
  number: number
  method: string
  path: string
  headers: IncomingHttpHeaders
  /** The parsed body; null when there is none or it is not JSON. */
  body: unknown
  /** `performance.now()` when the whole request had arrived. */
  arrivedAt: number
  /** `performance.now()` when the last of a sound answer was handed to the socket. */
  answeredAt?: number
  /** Settles when the connection's answer is over: sent, cut, or given up by the client. */
  closed: Promise<void>
}

/** An answer as bytes, for everything that a sound server would not do. */
export interface RawAnswer {
  status?: number
  headers?: Readonly<Record<string, string>>
  pieces: readonly string[]
  /** `end` closes properly, `cut` destroys the socket, `hang` never ends. */
  ending?: 'end' | 'cut' | 'hang'
}

/** Milliseconds to wait: before the first byte, and between two pieces. */
export interface Pace {
  firstMs?: number
  betweenMs?: number
  /** Holds the rest of the answer back until the promise settles. */
  hold?: { afterPieces: number; until: Promise<unknown> }
}

export type Answer = ({ reply: Reply } | { raw: RawAnswer }) & { pace?: Pace }
export type Responder = (exchange: Exchange) => Answer | Promise<Answer>

export interface ModelServer {
  /** Address without a path, such as `http://127.0.0.1:40123`. */
  url: string
  exchanges: Exchange[]
  /** Sets what the server answers from now on. */
  respond(responder: Responder): void
  close(): Promise<void>
}

/** Starts the server on a free loopback port (or the given one). */
export async function startModelServer(
  responder: Responder = () => ({ reply: { text: 'ok' } }),
  port = 0,
): Promise<ModelServer> {
  const exchanges: Exchange[] = []
  let current = responder
  const server = createServer((request, response) => {
    void serve(request, response, exchanges, exchange => current(exchange)).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify({ error: { message: error instanceof Error ? error.message : String(error) } }),
      )
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(port, '127.0.0.1', done)
  })
  const address = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${address.port}`,
    exchanges,
    respond: next => {
      current = next
    },
    close: () =>
      new Promise(done => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  log: Exchange[],
  respond: Responder,
): Promise<void> {
  const bytes: Buffer[] = []
  for await (const chunk of request) bytes.push(chunk as Buffer)
  const exchange: Exchange = {
    number: log.length,
    method: request.method ?? 'GET',
    path: request.url ?? '/',
    headers: request.headers,
    body: parseBody(Buffer.concat(bytes).toString('utf8')),
    arrivedAt: performance.now(),
    closed: new Promise(done => response.once('close', () => done())),
  }
  log.push(exchange)
  const answer = await respond(exchange)
  const raw = 'raw' in answer ? answer.raw : render(answer.reply, exchange)
  await send(response, raw, answer.pace ?? {})
  exchange.answeredAt = performance.now()
}

/** Writes a neutral reply in the format the path asks for, streamed or whole as the body asks for. */
function render(reply: Reply, exchange: Exchange): RawAnswer {
  const body = isRecord(exchange.body) ? exchange.body : {}
  const named = {
    ...reply,
    model: reply.model ?? (typeof body.model === 'string' ? body.model : 'test-model'),
  }
  const isAnthropic = exchange.path.endsWith('/messages')
  const id = `${isAnthropic ? 'msg' : 'chatcmpl'}_${exchange.number}`
  if (body.stream === true)
    return sse(isAnthropic ? anthropicEvents(named, id) : openaiEvents(named, id, asksForUsage(body)))
  const whole = isAnthropic ? anthropicWhole(named, id) : openaiWhole(named, id)
  return { headers: { 'content-type': 'application/json' }, pieces: [JSON.stringify(whole)] }
}

/** Events (already serialised) as a server-sent stream. */
export function sse(events: readonly string[]): RawAnswer {
  return {
    headers: { 'content-type': 'text/event-stream' },
    pieces: events.map(event => `data: ${event}\n\n`),
  }
}

async function send(response: ServerResponse, raw: RawAnswer, pace: Pace): Promise<void> {
  if (pace.firstMs) await pause(pace.firstMs)
  response.writeHead(raw.status ?? 200, { 'content-type': 'application/json', ...raw.headers })
  const ending = raw.ending ?? 'end'
  if (!pace.betweenMs && !pace.hold && ending === 'end') {
    response.end(raw.pieces.join(''))
    return
  }
  response.flushHeaders()
  for (const [index, piece] of raw.pieces.entries()) {
    if (index === pace.hold?.afterPieces) await pace.hold.until
    if (response.destroyed) return
    await new Promise<void>(done => response.write(piece, () => done()))
    if (pace.betweenMs) await pause(pace.betweenMs)
  }
  if (ending === 'end') response.end()
  if (ending === 'cut') response.destroy()
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(done => setTimeout(done, milliseconds))
}

function asksForUsage(body: Record<string, unknown>): boolean {
  return isRecord(body.stream_options) && body.stream_options.include_usage === true
}

function parseBody(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return null
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
