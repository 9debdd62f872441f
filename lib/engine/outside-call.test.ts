import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { chooseAgent } from '../agents/repository'
import type { Agent } from '../agents/schema'
import { inTransaction } from '../db/transaction'
import { chooseModel } from '../providers/choose-model'
import { openApprovals } from '../runs/run-state'
import { createTask } from '../tasks/create-task'
import { launchRun } from '../tasks/launch-run'
import { createTaskInput } from '../tasks/schema'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { outputs, people } from './testing/people'
import type { ActingTool } from './tools/tool'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
})
afterAll(() => bed.close())

const { tell, waiting, plays } = people(() => bed)

const posted: string[] = []
const post: ActingTool = {
  kind: 'act',
  name: 'post',
  description: 'Tells others.',
  input: z.object({ text: z.string() }),
  sideEffect: 'outside',
  async execute(input, _context, signal) {
    const { text } = input as { text: string }
    posted.push(text)
    // The first time nobody hears back: the worker goes away in the middle.
    if (posted.length === 1) await new Promise(resolve => signal.addEventListener('abort', resolve))
    return { output: `Told: ${text}` }
  },
}
/** Assigns a task to an agent that also has this tool. */
async function assignWith(instructions: string, tool: string): Promise<string> {
  const { workspaceId } = bed.actor
  const { task } = await createTask(bed.actor, createTaskInput.parse({ instructions, start: false }))
  const found = await chooseAgent(bed.db, workspaceId, undefined)
  const agent = { ...found, tools: [...found.tools, tool] } as Agent
  const model = await chooseModel(workspaceId, null)
  const launch = {
    workspaceId,
    taskId: task.id,
    title: 'x',
    instructions,
    files: [],
    agent,
    model,
    skills: [],
    budget: {},
  }
  return await inTransaction(tx =>
    launchRun(tx, { ...launch, actor: { kind: 'person', id: 'a', name: 'Ada' } }),
  )
}

test('R55: an outside call whose end nobody knows is made again only on a word', async () => {
  const first = await bed.startWorker({ tools: [post] })
  plays([{ name: 'post', input: { text: 'hello' } }])
  const runId = await assignWith('Tell them.', 'post')
  await bed.until(runId, state => Object.values(state.toolCalls)[0]?.status === 'started')
  await first.stop()
  await bed.startWorker({ tools: [post] })
  const state = await waiting(runId)
  expect(posted).toEqual(['hello'])
  const [approval] = openApprovals(state)
  expect(approval).toMatchObject({ kind: 'repeat', facts: { tool: 'post', input: { text: 'hello' } } })
  await tell(runId, { type: 'approve', approvalId: approval?.approvalId ?? '' })
  const ended = await bed.ended(runId)
  expect(posted).toEqual(['hello', 'hello'])
  expect(outputs(ended)).toEqual(['Told: hello'])
})
