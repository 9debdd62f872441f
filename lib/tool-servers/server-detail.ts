/** A tool server as the page shows it: each tool with its state, its size, and what changed since it was allowed. */
import { createTwoFilesPatch } from 'diff'
import type { Actor } from '../accounts/actor'
import { getToolServer, type KnownServer, tokensOfContract } from './repository'
import { stateOf } from './rules'
import type { KnownTool, ServerTool, ToolServerDetail } from './schema'

export async function readToolServer(actor: Actor, id: string): Promise<ToolServerDetail> {
  return detailOf(await getToolServer(actor, id))
}

export function detailOf({ server, tools }: KnownServer): ToolServerDetail {
  return { server, list: tools.map(toolOf) }
}

function toolOf(tool: KnownTool): ServerTool {
  const { said: _, allowed, ...contract } = tool
  const state = stateOf(tool)
  const diff = state === 'changed' && allowed ? diffOf(allowed, contract) : null
  return { ...contract, state, tokens: tokensOfContract(contract), diff }
}

type Words = Pick<KnownTool, 'description' | 'inputSchema'>

/** Null hunks: what changed is nothing that a model reads (an annotation, the shape of results, the address). */
function diffOf(before: Words, after: Words): string {
  const patch = createTwoFilesPatch('', '', wordsOf(before), wordsOf(after), undefined, undefined, {
    context: 2,
  })
  return patch.split('\n').slice(4).join('\n').trim()
}

function wordsOf({ description, inputSchema }: Words): string {
  return `${description}\n${JSON.stringify(inputSchema, null, 2)}\n`
}
