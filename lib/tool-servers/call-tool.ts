/** Calls a tool of a server as a run has it frozen: only while a person allows just that contract. */
import { getDatabase } from '../db/client'
import { timeNow } from '../shared/clock'
import { type ServerAnswer, visitServer } from './mcp-client'
import { findToolServer, type KnownServer, keepCheck, openToolServer } from './repository'
import { readContracts, stateOf } from './rules'
import type { FrozenTool } from './schema'
import { ServerProblem } from './server-problem'

/** A tool may work for long; a person sees it working, and can stop it. */
const answerMs = 5 * 60_000
/** A server whose contracts were not looked at for so long is asked for them before it is called. */
const lookAgainMs = 10 * 60_000

export type CallOutcome = { ok: true; answer: ServerAnswer } | { ok: false; problem: string; message: string }

/** Never throws but for the caller's own stop, and for a database that is away. */
export async function callServerTool(
  workspaceId: string,
  tool: FrozenTool,
  input: Record<string, unknown>,
  signal: AbortSignal,
): Promise<CallOutcome> {
  const { server } = tool
  const found = await findToolServer(getDatabase(), workspaceId, server.id)
  const refusal = whyNot(found, tool)
  if (refusal || !found) return refused(refusal ?? '')
  const access = await openToolServer(workspaceId, server.id)
  if (!access) return refused(`The tool server ${server.name} was removed.`)
  try {
    return await visitServer(access, { answerMs, signal }, async connection => {
      if (isOld(found)) {
        const { contracts, note } = readContracts(
          { name: server.name, url: access.url },
          await connection.listTools(),
        )
        const check = { ok: true as const, title: connection.title, contracts, note }
        const seen = await keepCheck(workspaceId, server.id, check)
        const now = whyNot(seen, tool)
        if (now) return refused(now)
      }
      return { ok: true, answer: await connection.callTool(tool.tool, input) }
    })
  } catch (error) {
    if (!(error instanceof ServerProblem)) throw error
    return {
      ok: false,
      problem: error.code,
      message: `${tool.name} failed (${error.code}): ${error.message}`,
    }
  }
}

function isOld({ server }: KnownServer): boolean {
  return server.checkedAt === null || timeNow() - Date.parse(server.checkedAt) > lookAgainMs
}

/** What a person has taken back, or the server has changed, since the run began. */
function whyNot(found: KnownServer | null, tool: FrozenTool): string | null {
  if (!found) return `The tool server ${tool.server.name} was removed.`
  const now = found.tools.find(({ name }) => name === tool.tool)
  if (!now) return `${tool.server.name} has no tool ${tool.tool} any more.`
  if (now.hash !== tool.hash || stateOf(now) === 'changed')
    return `${tool.name} has changed since this run began. A person has to allow it, and only runs that begin then have it.`
  return stateOf(now) === 'on' ? null : `${tool.name} was turned off by a person.`
}

function refused(message: string): CallOutcome {
  return { ok: false, problem: 'off', message: `${message} Nothing was called.` }
}
