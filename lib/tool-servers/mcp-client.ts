/**
 * Speaks with one tool server over streamable HTTP (Model Context Protocol). Nothing a server does throws anything but
 * a `ServerProblem`: it may be down, slow, endless or talk nonsense. It is called at its own address only, by the fetch
 * that also guards the addresses of providers.
 */
import type { MCPClient } from '@ai-sdk/mcp'
import { networkProblem } from '../providers/network-problem'
import { baseUrlProblem, providerFetch } from '../providers/provider-fetch'
import { compileRedactor } from '../shared/redact'
import { reefVersion } from '../shared/version'
import { withoutHidden } from '../shared/visible-text'
import { answerText } from './answer-text'
import { mostTools, type OfferedTool } from './rules'
import { kindOf, noAnswer, ServerProblem, statusProblem, tooLarge } from './server-problem'

/** Bytes of one answer that are read. What is larger is no result that anybody reads. */
const answerBytes = 8 * 1024 * 1024
const helloMs = 15_000
const mostPages = 25
/** Characters of a server's own words that are told on. */
const saidCharacters = 300
/** After the end of an answer, until which what was in it has arrived. */
const settleMs = 250

export interface ServerAccess {
  url: string
  header: string | null
  secret: string | null
}

/** What a tool answered. */
export interface ServerAnswer {
  text: string
  isError: boolean
}

export interface ServerConnection {
  title: string
  listTools(): Promise<OfferedTool[]>
  callTool(name: string, input: Record<string, unknown>): Promise<ServerAnswer>
}

/** Limits of one visit, milliseconds: until the server has greeted, and for each question after that. */
export interface VisitOptions {
  signal?: AbortSignal
  answerMs: number
  helloMs?: number
}

/** Connects, works and parts again. Throws `ServerProblem`; on the caller's own stop, whatever that signal says. */
export async function visitServer<Result>(
  access: ServerAccess,
  options: VisitOptions,
  work: (connection: ServerConnection) => Promise<Result>,
): Promise<Result> {
  const problem = baseUrlProblem(access.url)
  if (problem) throw new ServerProblem('address', problem)
  const visit = new Visit(access, options)
  try {
    return await work(await visit.open())
  } finally {
    await visit.close()
  }
}

class Visit {
  private client: MCPClient | undefined
  /** Ends the question that is open, with what went wrong below the client's sight. */
  private fail: (problem: ServerProblem) => void = () => {}
  private readonly over = new AbortController()
  private readonly host: string
  private readonly redact: (text: string) => string

  constructor(
    private readonly access: ServerAccess,
    private readonly options: VisitOptions,
  ) {
    this.host = new URL(access.url).host
    this.redact = compileRedactor(access.secret ? [access.secret] : []).redact
  }

  async open(): Promise<ServerConnection> {
    const { createMCPClient } = await import('@ai-sdk/mcp')
    const { url, header, secret } = this.access
    const create = (protocolVersionDiscovery: boolean): Promise<MCPClient> =>
      createMCPClient({
        transport: {
          type: 'http',
          url,
          ...(header && secret ? { headers: { [header]: secret } } : {}),
          fetch: (input, init) => this.fetch(input, init),
        },
        protocolVersionDiscovery,
        clientName: 'reef',
        version: reefVersion,
        onUncaughtError: () => {},
      })
    const client = await this.ask(this.options.helloMs ?? helloMs, async () => {
      try {
        return await create(true)
      } catch (error) {
        // A server that knows older versions only, and says so, is greeted in the older way.
        if (numberIn(error, 'code') === refusedVersion) return await create(false)
        throw error
      }
    })
    this.client = client
    return {
      title: this.clean(client.serverInfo?.name ?? '').slice(0, 100),
      listTools: () => this.ask(this.options.answerMs, () => listAll(client)),
      callTool: async (name, input) => {
        const { answerMs } = this.options
        const result = await this.ask(answerMs, () =>
          client.callTool({ name, arguments: input, options: { timeout: answerMs + 1_000 } }),
        )
        const text = this.redact(answerText(result))
        return { text, isError: 'isError' in result && result.isError === true }
      },
    }
  }

  async close(): Promise<void> {
    const client = this.client
    // The last word to the server gets a moment; what is still open after that is cut.
    const cut = setTimeout(() => this.over.abort(), settleMs)
    await client?.close().catch(() => {})
    clearTimeout(cut)
    this.over.abort()
  }

  /** One question with its time limit. */
  private async ask<Result>(limitMs: number, question: () => Promise<Result>): Promise<Result> {
    const { signal } = this.options
    signal?.throwIfAborted()
    let stop = (): void => {}
    const broken = new Promise<never>((_, reject) => {
      this.fail = reject
      stop = () => reject(signal?.reason)
      signal?.addEventListener('abort', stop, { once: true })
    })
    const timer = setTimeout(
      () =>
        this.fail(new ServerProblem('timeout', `${this.host} did not answer within ${limitMs / 1000} s.`)),
      limitMs,
    )
    try {
      return await Promise.race([question(), broken])
    } catch (error) {
      if (signal?.aborted) throw signal.reason
      throw this.problemOf(error)
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      this.fail = () => {}
    }
  }

  /** To the server's own address and nowhere else. Nothing is listened for: a server speaks when it is asked. */
  private async fetch(input: URL | RequestInfo, init?: RequestInit): Promise<Response> {
    const url = input instanceof Request ? input.url : String(input)
    if (new URL(url).href !== new URL(this.access.url).href)
      throw new ServerProblem('address', 'A server is called at its own address only.')
    if ((init?.method ?? 'GET') === 'GET') return new Response(null, { status: 405 })
    const signals = [this.over.signal, ...(init?.signal ? [init.signal] : [])]
    const { fail } = this
    const response = await providerFetch(url, { ...init, signal: AbortSignal.any(signals) })
    if (!response.body) return response
    const { status, headers } = response
    const isOpenEnded = headers.get('content-type')?.includes('text/event-stream') === true
    const body = response.body.pipeThrough(
      bounded(
        () => fail(tooLarge(this.host, answerBytes)),
        () => {
          if (isOpenEnded) setTimeout(() => fail(noAnswer(this.host)), settleMs)
        },
      ),
    )
    return new Response(body, { status, headers })
  }

  private problemOf(error: unknown): ServerProblem {
    for (let cause = error; cause instanceof Error; cause = cause.cause) {
      if (cause instanceof ServerProblem) return cause
      // Ports of other protocols, which no fetch calls.
      if (cause.message === 'bad port')
        return new ServerProblem('address', `${this.host} has a port that is not for the web.`)
      const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
      if (code !== '') {
        const { message } = networkProblem(code, this.host)
        return new ServerProblem(code === 'EADDRNOTALLOWED' ? 'address' : kindOf(code), message)
      }
    }
    const status = numberIn(error, 'statusCode')
    if (status !== null && status >= 300) return statusProblem(status, this.host)
    const said = this.clean(error instanceof Error ? error.message : String(error)).slice(0, saidCharacters)
    const isAnswer = numberIn(error, 'code') !== null
    return isAnswer
      ? new ServerProblem('failing', `${this.host} answered with an error: ${said}`)
      : new ServerProblem('not-understood', `${this.host} did not answer like a tool server: ${said}`)
  }

  private clean(text: string): string {
    return withoutHidden(this.redact(text)).replace(/\s+/g, ' ').trim()
  }
}

/** JSON-RPC code of a version that a server does not speak. */
const refusedVersion = -32022

async function listAll(client: MCPClient): Promise<OfferedTool[]> {
  const tools: OfferedTool[] = []
  let cursor: string | undefined
  for (let page = 0; page < mostPages && tools.length < mostTools; page += 1) {
    const listed = await client.listTools(cursor === undefined ? {} : { params: { cursor } })
    tools.push(...listed.tools)
    cursor = listed.nextCursor
    if (cursor === undefined) break
  }
  return tools
}

/** Counts what passes and breaks it off above the limit. */
function bounded(overflow: () => void, ended: () => void): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength
      if (bytes <= answerBytes) return controller.enqueue(chunk)
      overflow()
      controller.error(new Error('too large'))
    },
    flush: ended,
  })
}

function numberIn(error: unknown, key: 'code' | 'statusCode'): number | null {
  const value = error instanceof Error && key in error ? Reflect.get(error, key) : null
  return typeof value === 'number' ? value : null
}
