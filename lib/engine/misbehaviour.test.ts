// Models and tools that behave badly, end to end: the run goes on or fails by name, and other runs are not touched.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isSafePath } from '../files/rules'
import { commandRun } from '../runs/command-run'
import { readRun } from '../runs/repository'
import type { RunState } from '../runs/run-state'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import type { Answer, Exchange } from './testing/model-server'

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
})
afterAll(() => bed.close())

const usage = { input: 100, output: 10 }
const done: Answer = { reply: { text: 'Done.', usage } }

interface Body {
  messages: { role: string; content?: unknown }[]
}

/** Answers runs whose task says `Misbehave` with the script; all others are done at once. */
function misbehave(...script: Answer[]) {
  bed.server.respond(({ body }: Exchange) => {
    const { messages } = body as Body
    if (!JSON.stringify(messages).includes('Misbehave')) return done
    // A step may have had many calls: what counts is how often the model has spoken.
    return script[messages.filter(message => message.role === 'assistant').length] ?? done
  })
}

let neighbour: string
beforeEach(() => {
  neighbour = ''
})
/** Assigns the run that misbehaves and one beside it. */
async function assignBoth(): Promise<string> {
  const runId = await bed.assign('Misbehave.')
  neighbour = await bed.assign('Behave.')
  return runId
}
afterEach(async () => {
  if (neighbour) expect((await bed.ended(neighbour)).end?.result).toBe('Done.')
})

const calls = (...toolCalls: { name: string; input: unknown; id?: string }[]): Answer => ({
  reply: { toolCalls: toolCalls as { name: string; input: Record<string, unknown> }[], usage },
})

/** The state folded in the worker is the state that anybody folds from what was stored. */
async function expectSound(state: RunState): Promise<void> {
  const events = await bed.events(state.runId)
  expect(events.map(event => event.seq)).toEqual(events.map((_, index) => index + 1))
  expect(state.brokenPrefixes).toEqual([])
}

describe('a model', () => {
  test('answers 5 MB: the run has all of it, its end the beginning', async () => {
    const text = 'All is well. '.repeat(400_000)
    misbehave({ reply: { text, usage } })
    const state = await bed.ended(await assignBoth())
    expect(state.status).toBe('succeeded')
    expect(state.end?.result).toBe(`${text.slice(0, 100_000)}…`)
    await expectSound(state)
  })

  test('answers a page: the result is the whole page, not a preview of it', async () => {
    const text = Array.from({ length: 400 }, (_, line) => `Line ${line} of the report.`).join('\n')
    misbehave({ reply: { text, usage } })
    const runId = await assignBoth()
    await bed.ended(runId)
    expect((await readRun(bed.actor, runId)).result).toBe(text)
  })

  test('makes 100 calls in one answer: all are done, in their order', async () => {
    misbehave(
      calls(
        ...Array.from({ length: 100 }, (_, number) => ({
          name: 'write',
          input: { path: `${number}.txt`, content: String(number) },
        })),
      ),
    )
    const state = await bed.ended(await assignBoth())
    expect(Object.values(state.toolCalls).map(call => call.isError)).toEqual(Array(100).fill(false))
    expect(Object.keys(state.files)).toHaveLength(100)
    await expectSound(state)
  })

  test('gives its calls ids that are equal, empty, endless or JavaScript’s own: each call has its result', async () => {
    const write = (path: string, id: string) => ({ name: 'write', input: { path, content: path }, id })
    const ids = ['same', 'same', '__proto__', 'constructor', 'x'.repeat(100_000), 'same']
    misbehave(calls(...ids.map((id, index) => write(`${index}.txt`, id))))
    const state = await bed.ended(await assignBoth())
    expect(state.status).toBe('succeeded')
    expect(Object.keys(state.files)).toEqual(ids.map((_, index) => `${index}.txt`))
    const sent = (bed.server.exchanges.findLast(({ body }) => JSON.stringify(body).includes('Misbehave'))
      ?.body ?? {}) as Body
    expect(sent.messages.filter(message => message.role === 'tool')).toHaveLength(ids.length)
    await expectSound(state)
  })

  test('writes 2 MB of arguments: the file is whole, the log small', async () => {
    const content = 'x'.repeat(2_000_000)
    misbehave(calls({ name: 'write', input: { path: 'big.txt', content } }))
    const state = await bed.ended(await assignBoth())
    expect(state.files['big.txt']?.size).toBe(content.length)
    expect(JSON.stringify(await bed.events(state.runId)).length).toBeLessThan(20_000)
    await expectSound(state)
  })

  test('writes NUL and halves of characters: they are marked, the run goes on, every prefix is kept', async () => {
    misbehave(
      {
        reply: {
          text: 'a\0b \ud83d',
          toolCalls: [{ name: 'bash', input: { command: 'echo "x\0y"' } }],
          usage,
        },
      },
      calls({ name: 'write', input: { path: 'n.txt', content: `${'😀'.repeat(3_000)}\ud83d` } }),
      calls({ name: 'write', input: { path: 'a\0b', content: '' } }),
      { reply: { text: `End\0. ${'x'.repeat(593)}${'😀'.repeat(2_000)}`, usage } },
    )
    const state = await bed.ended(await assignBoth())
    expect(state.status).toBe('succeeded')
    expect(state.steps[0]?.parts[0]).toMatchObject({ type: 'text', text: 'a\ufffdb \ufffd' })
    expect(state.end?.result).toMatch(/^End\ufffd\. x+(😀)+$/u)
    await expectSound(state)
  })

  test('says it used more tokens than there are: the figures stay figures', async () => {
    misbehave({ reply: { text: 'Done.', usage: { input: 1e15, output: 3e12 } } })
    const state = await bed.ended(await assignBoth())
    expect([state.status, state.totals.inputFresh]).toEqual(['succeeded', 100_000_000])
  })

  test('asks a question without having been given the tool: the call is refused like any unknown one', async () => {
    const agent = await bed.db.agent.findFirstOrThrow({ where: { workspaceId: bed.actor.workspaceId } })
    await bed.db.agent.update({ where: { id: agent.id }, data: { tools: ['bash'] } })
    misbehave(calls({ name: 'ask', input: { question: 'May I?' } }))
    const state = await bed.ended(await assignBoth())
    await bed.db.agent.update({ where: { id: agent.id }, data: { tools: agent.tools as string[] } })
    expect(Object.values(state.toolCalls)).toMatchObject([
      { isError: true, output: /There is no tool "ask"/ },
    ])
    expect(state.status).toBe('succeeded')
  })
})

describe('a command', () => {
  test('prints 1 GB, NULs and halves of characters: it is ended or cut, and the model told', async () => {
    misbehave(
      calls({ name: 'bash', input: { command: 'yes 0123456789abcdef | head -c 1000000000' } }),
      calls({ name: 'bash', input: { command: "printf 'a\\0b\\xff\\n'" } }),
    )
    const state = await bed.until(await assignBoth(), ({ status }) => status === 'succeeded', 60_000)
    const [flood, binary] = Object.values(state.toolCalls)
    expect(flood?.output?.length).toBeLessThan(20_000)
    expect(binary?.output).toMatch(/^a[\ufffd]?b/)
    await expectSound(state)
  })

  test('eats memory: it is ended by name, and the next command works', async () => {
    misbehave(
      calls({ name: 'bash', input: { command: 'x=aaaaaaaaaaaaaaaa; while true; do x=$x$x; done' } }),
      calls({ name: 'bash', input: { command: 'echo still here' } }),
    )
    const state = await bed.until(await assignBoth(), ({ status }) => status === 'succeeded', 60_000)
    const [bomb, next] = Object.values(state.toolCalls)
    expect(bomb?.output).toMatch(/memory|too long|limit/i)
    expect(next?.output).toBe('still here')
  })

  test('makes files with names that no tree can hold: they are left out, the log stays readable', async () => {
    const names = `mkdir -p ${'d'.repeat(200)}/${'e'.repeat(200)} && touch __proto__ constructor "a\nb" ok.txt`
    misbehave(calls({ name: 'bash', input: { command: names } }))
    const state = await bed.ended(await assignBoth())
    expect(Object.keys(state.files).sort()).toEqual(['constructor', 'ok.txt'])
    expect(Object.keys(state.files).every(isSafePath)).toBe(true)
    await expectSound(state)
  })

  test('is stopped by a person: what it had done is kept, and its card says so', async () => {
    misbehave(calls({ name: 'bash', input: { command: 'echo kept > kept.txt; sleep 60' } }))
    const runId = await assignBoth()
    await bed.until(runId, state => Object.values(state.toolCalls)[0]?.status === 'started')
    // The command has to have come to its second statement.
    await new Promise(resolve => setTimeout(resolve, 1_500))
    const stoppedAt = Date.now()
    await commandRun(bed.actor, runId, { type: 'stop' })
    const state = await bed.ended(runId)
    expect(Date.now() - stoppedAt).toBeLessThan(2_000)
    expect(state.status).toBe('stopped')
    expect(Object.keys(state.files)).toEqual(['kept.txt'])
    expect(Object.values(state.toolCalls)).toMatchObject([
      { status: 'finished', isError: true, output: /a person stopped it/ },
    ])
  })
})
