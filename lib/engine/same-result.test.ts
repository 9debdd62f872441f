import { afterAll, beforeAll, expect, test } from 'vitest'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { bash, outputs, people } from './testing/people'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
})
afterAll(() => bed.close())

const { plays } = people(() => bed)

/** What the model was sent as results, in the last request. */
function sentResults(): string[] {
  const body = bed.server.exchanges.at(-1)?.body as { messages: { role: string; content: string }[] }
  return body.messages.flatMap(message => (message.role === 'tool' ? [message.content] : []))
}

test('R120, R121: equal results are sent once, long ones shortly, and the log has what there was', async () => {
  await bed.startWorker()
  const read = { name: 'read', input: { path: 'notes.txt' } }
  const count = bash('seq 1 20000')
  plays([
    bash('seq 1 400 > notes.txt'),
    read,
    bash('cat notes.txt'),
    count,
    bash('seq 1 20000; true'),
    read,
    read,
  ])
  const state = await bed.ended(await bed.assign('Read it.'))
  const [, notes = '', cat, numbers = '', again, third, fourth] = outputs(state)
  expect([cat, again, third, fourth]).toEqual([notes, numbers, notes, notes])
  const path = Object.keys(state.files).find(known => known.startsWith('.reef/'))
  expect(numbers).toContain(`bytes left out, all 108893 are in ${path}`)
  expect(sentResults()).toEqual([
    '(no output)',
    notes,
    '[The same result as "Reading notes.txt" gave in step 2; unchanged. Repeat the call to get it again.]',
    numbers,
    '[The same result as "Running seq 1 20000" gave in step 4; unchanged. Repeat the call to get it again.]',
    '[Unchanged since you made this call in step 2. Repeat it to get the result again.]',
    notes,
  ])
  expect(Object.values(state.toolCalls).map(call => call.sameAs !== undefined)).toEqual([
    false,
    false,
    true,
    false,
    true,
    true,
    false,
  ])
})
