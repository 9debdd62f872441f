import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAgent } from '../agents/repository'
import { createAgentInput } from '../agents/schema'
import { commandRun } from '../runs/command-run'
import { readRun } from '../runs/repository'
import { isEnded } from '../runs/rules'
import type { RunState } from '../runs/run-state'
import { findBranch, treeOf } from '../runs/tree'
import { readTree } from '../runs/tree/repository'
import { readTask } from '../tasks/repository'
import { columnOf } from '../tasks/rules'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import type { Answer, Exchange } from './testing/model-server'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
  for (const [name, tools] of [
    ['Maker', ['bash', 'write', 'read', 'delegate', 'ask']],
    ['Reader', ['read']],
  ] as const)
    await createAgent(
      bed.actor,
      createAgentInput.parse({ name, description: `The ${name}.`, instructions: `You are the ${name}.`, tools }),
    )
})
afterAll(() => bed.close())

const usage = { input: 100, output: 10 }
const say = (text: string): Answer => ({ reply: { text, usage } })
const call = (name: string, input: unknown): Answer => ({ reply: { toolCalls: [{ name, input }], usage } })
const handOut = (...tasks: object[]): Answer => call('delegate', { tasks })

interface Seen {
  /** The first message: what the run was asked. */
  asked: string
  results: string[]
  last: string
  tools: string[]
}

function seen({ body }: Exchange): Seen {
  const { messages, tools = [] } = body as {
    messages: { role: string; content: unknown }[]
    tools?: { function: { name: string } }[]
  }
  const words = messages.map(message => ({ role: message.role, text: textOf(message.content) }))
  return {
    asked: words.find(message => message.role === 'user')?.text ?? '',
    results: words.filter(message => message.role === 'tool').map(message => message.text),
    last: words.at(-1)?.text ?? '',
    tools: tools.map(tool => tool.function.name),
  }
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  return Array.isArray(content) ? content.map(part => (part as { text?: string }).text ?? '').join('') : ''
}

/** Plays each run by the word that its instructions begin with. */
function play(roles: Record<string, (seen: Seen) => Answer | Promise<Answer>>) {
  bed.server.respond(exchange => {
    const view = seen(exchange)
    const role = Object.keys(roles).find(name => view.asked.startsWith(name))
    return roles[role ?? '']?.(view) ?? say('Done.')
  })
}

async function childrenOf(state: RunState): Promise<RunState[]> {
  return Promise.all(state.children.map(child => bed.ended(child.childRunId)))
}

describe('handing work on', () => {
  test('R60: each part is a run of its own; the parent waits without a worker and reads all results in order', async () => {
    play({
      LEAD: ({ results, last }) =>
        results.length === 0
          ? handOut(
              { agent: 'Maker', title: 'First part', instructions: 'MAKE one' },
              { agent: 'Reader', title: 'Second part', instructions: 'READ two' },
            )
          : say(`I read: ${last.length > 0}`),
      MAKE: ({ results }) =>
        results.length === 0 ? call('write', { path: 'one.txt', content: 'one\n' }) : say('Made one.'),
      READ: () => say('Read two.'),
    })
    const runId = await bed.assign('LEAD the work.')
    const state = await bed.ended(runId)
    expect(state.status).toBe('succeeded')
    expect((await bed.events(runId)).map(event => event.type)).toEqual([
      'run-created',
      'run-claimed',
      'model-called',
      'model-replied',
      'tool-started',
      'child-started',
      'child-started',
      'run-waiting',
      'run-claimed',
      ...(state.claimedAt ? [] : []),
      'child-finished',
      ...await restOf(runId),
    ])
    const [made, read] = await childrenOf(state)
    expect([made?.created.recipe.agent.name, read?.created.recipe.agent.name]).toEqual(['Maker', 'Reader'])
    expect(made?.created).toMatchObject({
      parentRunId: runId,
      attempt: 1,
      taskId: state.created.taskId,
      delegation: { index: 0, depth: 1 },
    })
    const output = Object.values(state.toolCalls)[0]?.output ?? ''
    expect(output).toContain('2 parts, all succeeded.')
    expect(output.indexOf('Made one.')).toBeLessThan(output.indexOf('Read two.'))
    expect(state.files['team/1-first-part/one.txt']?.size).toBe(4)
    expect(output).toContain('[files: team/1-first-part/one.txt]')
  })
})

/** What comes after the first end: the second may come at once or after another wait. */
async function restOf(runId: string): Promise<string[]> {
  const types = (await bed.events(runId)).map(event => event.type)
  return types.slice(types.indexOf('child-finished') + 1)
}
void commandRun
void readRun
void isEnded
void findBranch
void treeOf
void readTree
void readTask
void columnOf
