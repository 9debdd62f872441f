/** A tool server for tests: real streamable HTTP on a loopback port, with tools and manners that a test sets. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { OfferedTool } from '../rules'

interface Rpc {
  id?: number | string
  method: string
  params?: { [key: string]: unknown }
}

/** What a tool answers: texts, or the whole result as the protocol has it. */
export type Answer = string | { [key: string]: unknown }

export interface PlayedTool extends OfferedTool {
  answer: (input: { [key: string]: unknown }) => Answer | Promise<Answer>
}

export interface Manners {
  /** The header that every request has to carry. */
  secret?: { header: string; value: string }
  /** Answers as a stream of events instead of one JSON. */
  streams?: boolean
  /** Speaks sessions, and refuses what names none. */
  sessions?: boolean
  /** Tools on one page of the list. */
  pageSize?: number
  /** Takes over a request altogether when it returns true. */
  instead?: (request: IncomingMessage, response: ServerResponse, rpc: Rpc) => boolean | Promise<boolean>
}

export interface McpServer {
  url: string
  tools: PlayedTool[]
  manners: Manners
  /** Calls of tools as they arrived. */
  calls: { name: string; input: { [key: string]: unknown } }[]
  /** Every request: its method and its headers. */
  requests: { method: string; headers: IncomingMessage['headers'] }[]
  close(): Promise<void>
}

export async function startMcpServer(tools: PlayedTool[] = [], manners: Manners = {}): Promise<McpServer> {
  const server = createServer((request, response) => {
    void serve(played, request, response).catch(() => response.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const played: McpServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    tools,
    manners,
    calls: [],
    requests: [],
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return played
}

async function serve(played: McpServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const bytes: Buffer[] = []
  for await (const chunk of request) bytes.push(chunk as Buffer)
  const { manners } = played
  const text = Buffer.concat(bytes).toString('utf8')
  const rpc: Rpc = text === '' ? { method: `http/${request.method}` } : (JSON.parse(text) as Rpc)
  played.requests.push({ method: rpc.method, headers: request.headers })
  if (await manners.instead?.(request, response, rpc)) return
  const { secret } = manners
  if (secret && request.headers[secret.header.toLowerCase()] !== secret.value)
    return void response.writeHead(401).end('who are you')
  if (request.method === 'GET') return void response.writeHead(405).end()
  if (request.method === 'DELETE') return void response.writeHead(204).end()
  const isNamed = request.headers['mcp-session-id'] === 'session-1'
  if (manners.sessions && rpc.method !== 'initialize' && !isNamed)
    return void response.writeHead(400).end('no session')
  if (rpc.id === undefined) return void response.writeHead(202).end()
  const answer = { jsonrpc: '2.0', id: rpc.id, ...(await answerTo(played, rpc)) }
  const session = manners.sessions ? { 'mcp-session-id': 'session-1' } : {}
  if (manners.streams) {
    response.writeHead(200, { 'content-type': 'text/event-stream', ...session })
    response.end(`event: message\ndata: ${JSON.stringify(answer)}\n\n`)
  } else {
    response.writeHead(200, { 'content-type': 'application/json', ...session })
    response.end(JSON.stringify(answer))
  }
}

async function answerTo(played: McpServer, { method, params = {} }: Rpc): Promise<object> {
  if (method === 'initialize')
    return {
      result: {
        protocolVersion: '2025-06-18',
        capabilities: { tools: {} },
        serverInfo: { name: 'Played server', version: '1' },
      },
    }
  if (method === 'tools/list') return { result: pageOf(played, Number(params.cursor ?? 0)) }
  if (method === 'tools/call') return { result: await callOf(played, params) }
  return { error: { code: -32601, message: `no method ${method}` } }
}

function pageOf({ tools, manners: { pageSize = tools.length } }: McpServer, from: number): object {
  const next = from + pageSize
  return {
    tools: tools
      .slice(from, next)
      .map(({ answer: _, ...tool }) => ({ inputSchema: { type: 'object' }, ...tool })),
    ...(next < tools.length ? { nextCursor: String(next) } : {}),
  }
}

async function callOf(played: McpServer, params: { [key: string]: unknown }): Promise<object> {
  const input = (params.arguments ?? {}) as { [key: string]: unknown }
  const name = String(params.name)
  played.calls.push({ name, input })
  const tool = played.tools.find(one => one.name === name)
  if (!tool) return { content: [{ type: 'text', text: `no tool ${name}` }], isError: true }
  const answer = await tool.answer(input)
  return typeof answer === 'string' ? { content: [{ type: 'text', text: answer }] } : answer
}
