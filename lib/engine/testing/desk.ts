/** A desk with a tool server: a bed of the engine whose default agent may use it. */
import { chooseAgent, updateAgent } from '../../agents/repository'
import { insertRule, listRules, removeRule } from '../../policy/repository'
import { closeProviderConnections } from '../../providers/provider-fetch'
import type { RunState } from '../../runs/run-state'
import { connectToolServer, removeToolServer, setTools } from '../../tool-servers/connect-server'
import { listToolServers } from '../../tool-servers/repository'
import type { CreateToolServerInput, ToolServerDetail } from '../../tool-servers/schema'
import { type McpServer, type PlayedTool, startMcpServer } from '../../tool-servers/testing/mcp-server'
import { type EngineBed, openEngineBed } from './engine-bed'

export interface Desk {
  bed: EngineBed
  server: McpServer
  /** Connects the server as `desk`, allows all its tools, and gives it to the default agent. */
  give(tools: PlayedTool[], more?: Partial<CreateToolServerInput>): Promise<ToolServerDetail>
  /** Its calls are made without asking. */
  freely(): Promise<void>
  /** Nothing is connected, no rule is left, and nothing was called. */
  clear(): Promise<void>
  close(): Promise<void>
}

const any = { on: 'any' as const, patterns: [] }

export async function openDesk(): Promise<Desk> {
  const bed = await openEngineBed()
  const server = await startMcpServer()
  const { actor } = bed
  await bed.startWorker()
  return {
    bed,
    server,
    async give(tools, more = {}) {
      server.tools = tools
      const input = { name: 'desk', url: server.url, header: 'Authorization', ...more }
      const { server: made, list } = await connectToolServer(actor, input)
      const words = list.map(({ name, hash }) => ({ name, hash, on: true }))
      const detail = await setTools(actor, made.id, { tools: words })
      const agent = await chooseAgent(bed.db, actor.workspaceId, undefined)
      await updateAgent(actor, agent.id, { toolServers: [made.id] })
      return detail
    },
    async freely() {
      const tool = 'mcp__desk__*'
      const rule = (await listRules(actor)).rules.find(one => one.tool === tool)
      const place = { scope: 'workspace' as const, scopeId: null, exceptionOf: rule?.id ?? '', note: '' }
      await insertRule(actor, { ...place, effect: 'allow', tool, match: any })
    },
    async clear() {
      for (const { id } of await listToolServers(actor)) await removeToolServer(actor, id)
      for (const { id, exceptionOf } of (await listRules(actor)).rules)
        if (exceptionOf === null) await removeRule(actor, id)
      Object.assign(server, { tools: [], manners: {}, calls: [] })
    },
    async close() {
      await closeProviderConnections()
      await bed.close()
      await server.close()
    },
  }
}

/** A tool that says of itself that it changes nothing. */
export function noteTool(answer: PlayedTool['answer'] = ({ text }) => `noted ${text}`): PlayedTool {
  return {
    name: 'note',
    description: 'Notes a text.',
    inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
    annotations: { readOnlyHint: true },
    answer,
  }
}

/** A call by way of `use_tool`. */
export const use = (name: string, input: unknown) => ({ name: 'use_tool', input: { name, arguments: input } })

export const callsOf = (state: RunState) =>
  Object.values(state.toolCalls).map(({ name, calledAs, isError, output }) => ({
    name,
    calledAs,
    isError,
    output,
  }))
