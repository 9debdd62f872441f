import { afterAll, beforeAll, expect, test } from 'vitest'
import { addPerson, addWorkspace } from '../accounts/testing/installation'
import { type EngineBed, openEngineBed } from '../engine/testing/engine-bed'
import type { Exchange } from '../engine/testing/model-server'
import { takeCommand } from '../runs/take-command'
import { readTask, updateTask } from '../tasks/repository'
import { columnOf } from '../tasks/rules'
import { listInbox } from './list-inbox'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
})
afterAll(() => bed.close())

const usage = { input: 10, output: 2 }

test('the inbox holds what needs somebody, once a task, and nothing of anybody else', async () => {
  bed.server.respond(({ body }: Exchange) => {
    const text = JSON.stringify(body)
    if (text.includes('Ask first.') && !text.includes('The north'))
      return { reply: { toolCalls: [{ name: 'ask', input: { question: 'Which reef?' } }], usage } }
    return { reply: { text: 'Here it is.', usage } }
  })
  const finished = await bed.assign('Just answer.')
  await bed.ended(finished)
  const asking = await bed.assign('Ask first.')
  const asked = await bed.until(asking, state => state.waiting?.for === 'answer')

  const kinds = async () =>
    (await listInbox(bed.actor)).items.map(({ task, asks }) => [
      task.id,
      asks.map(({ kind, words }) => [kind, words]),
    ])
  const finishedTask = (await bed.db.run.findUniqueOrThrow({ where: { id: finished } })).taskId
  const { taskId } = asked.created
  expect(await kinds()).toEqual([
    [taskId, [['question', 'Which reef?']]],
    [finishedTask, [['review', 'Here it is.']]],
  ])
  expect(columnOf(await readTask(bed.actor, taskId))).toBe('needs-you')

  await updateTask(bed.actor, finishedTask, { status: 'done' })
  await takeCommand(bed.actor, asking, { type: 'answer', text: 'The north' })
  await bed.ended(asking)
  expect(await kinds()).toEqual([[taskId, [['review', 'Here it is.']]]])
  expect(columnOf(await readTask(bed.actor, taskId))).toBe('review')

  const workspaceId = await addWorkspace('Elsewhere')
  const stranger = await addPerson(workspaceId, 'owner', 'stranger')
  const actor = { ...bed.actor, workspaceId, memberId: stranger.memberId, id: stranger.userId }
  expect((await listInbox(actor)).items).toEqual([])
})
