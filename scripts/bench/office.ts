/** An office with more than sixty tools on a tool server, and a task that needs a few of them. */
import type { EngineBed } from '../../lib/engine/testing/engine-bed'
import { insertRule, listRules } from '../../lib/policy/repository'
import { connectToolServer, removeToolServer, setTools } from '../../lib/tool-servers/connect-server'
import { startMcpServer } from '../../lib/tool-servers/testing/mcp-server'
import { officeTools } from '../../lib/tool-servers/testing/office-tools'
import type { PlayedCall, TokenTask } from './token-tasks'

export interface Office {
  task: TokenTask
  tools: number
  close(): Promise<void>
}

/** The steps of the task: what is searched for, and the calls that follow from it. */
const work: { query: string; calls: [tool: string, input: object][] }[] = [
  {
    query: 'find a customer',
    calls: [
      ['customer_search', { query: 'Harbour Ltd' }],
      ['customer_get', { id: '41' }],
    ],
  },
  {
    query: 'invoices of a customer',
    calls: [
      ['invoice_search', { query: 'Harbour Ltd' }],
      ['invoice_get', { id: '907' }],
    ],
  },
  { query: 'refund a payment', calls: [['payment_refund', { payment: '907', amount: '120' }]] },
  {
    query: 'send a message to a channel',
    calls: [
      ['message_send', { channel: 'accounts', text: 'Invoice 907 was refunded.' }],
      ['message_send', { channel: 'sales', text: 'Harbour Ltd was refunded.' }],
    ],
  },
]

/** Connects the server, turns every tool on, and lets its calls be made without asking. */
export async function openOffice(bed: EngineBed): Promise<Office> {
  const answer = (input: object) =>
    JSON.stringify({ ok: true, given: input, changed_at: '2026-11-02T12:00:00Z', by: 'reef', pages: 1 })
  const server = await startMcpServer(officeTools(answer))
  const { actor } = bed
  const input = { name: 'office', url: server.url, header: 'Authorization' }
  const { server: made, list } = await connectToolServer(actor, input)
  await setTools(actor, made.id, { tools: list.map(({ name, hash }) => ({ name, hash, on: true })) })
  const tool = 'mcp__office__*'
  const rule = (await listRules(actor)).rules.find(one => one.tool === tool)
  const place = { scope: 'workspace' as const, scopeId: null, exceptionOf: rule?.id ?? '', note: '' }
  await insertRule(actor, { ...place, effect: 'allow', tool, match: { on: 'any', patterns: [] } })
  return {
    tools: list.length,
    task: { name: 'a catalogue of tools', calls: isOn => callsOf(isOn('search')), toolServers: [made.id] },
    async close() {
      await removeToolServer(actor, made.id)
      await server.close()
    },
  }
}

function callsOf(searched: boolean): PlayedCall[] {
  return work.flatMap(({ query, calls }) => [
    ...(searched ? [{ name: 'find_tools', input: { query } }] : []),
    ...calls.map(([tool, input]) => {
      const name = `mcp__office__${tool}`
      return searched ? { name: 'use_tool', input: { name, arguments: input } } : { name, input }
    }),
  ])
}
