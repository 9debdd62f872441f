/**
 * What the scripted agents do: one scene a step, the same at every try. Each scene leaves a mark in the files of its
 * run, so a call that was recorded and made again would show as a second mark.
 */
import type { Answer, Exchange } from '../../lib/engine/testing/model-server'
import { type ChatBody, chatBody, taskWords } from '../bench/quick-model'

interface Call {
  name: string
  input: object
}

/** The command that the policy asks about: whoever signs has a person's word for it. */
export const askedCommand = 'touch'

/** Marks its call in `calls/<name>`, which must hold one line in the end. */
const mark = (name: number | string): string => `mkdir -p calls && echo made >> calls/${name}`

/** Marks its call, and adds to a log in order. */
const count = (step: number): Call => ({
  name: 'bash',
  input: { command: `${mark(step)} && echo ${step} >> order.txt` },
})
const write = (step: number): Call => ({
  name: 'write',
  input: { path: `notes/${step}.txt`, content: `Note ${step}\nopen\n` },
})
const edit = (step: number): Call => ({
  name: 'edit',
  input: { path: `notes/${step - 1}.txt`, old_string: 'open', new_string: `closed at ${step}` },
})
const read = (step: number): Call => ({ name: 'read', input: { path: `notes/${step - 2}.txt` } })
/** Long enough to be killed in the middle. */
const slow = (step: number): Call => ({
  name: 'bash',
  input: { command: `sleep 0.2; ${mark(step)} && sort order.txt | tail -1` },
})
const ask = (step: number): Call => ({ name: 'ask', input: { question: `May I go on after ${step}?` } })
/** Waits for a person's word, and marks that it was used. */
const sign = (step: number | string): Call => ({
  name: 'bash',
  input: { command: `${mark(step)} && ${askedCommand} signed-${step}` },
})
/** Hands out two parts, and now and then so many that a person is asked first. */
const delegate = (step: number): Call => ({
  name: 'delegate',
  input: {
    tasks: Array.from({ length: step % 4 === 3 ? 5 : 2 }, (_, index) => ({
      title: `Part ${index + 1} of ${step}`,
      instructions: `Part ${index + 1} of step ${step}.`,
      budget: { tokens: 2_000_000 },
    })),
  },
})

/** In turn; a further kind of call is one more entry. */
const scenes: ((step: number) => Call)[] = [count, write, edit, read, slow]
/** In turn in the last step of each twenty, or of each ten in a short play: what parts a run from its worker. */
const seldom: ((step: number) => Call)[] = [delegate, sign, ask]

/** How far a request's run has come: the step that is asked for, and for a part which one it is. */
export interface Place {
  step: number
  /** The part's number and the step that handed it out. */
  part?: { number: number; of: number }
}

/** The call of a step, from 0. */
export function callAt(step: number, steps: number): Call {
  const scene = (isSeldom(step, steps) && seldomAt(step, steps)) || scenes[step % scenes.length] || count
  return scene(step)
}

function isSeldom(step: number, steps: number): boolean {
  return step % every(steps) === every(steps) - 1
}

function seldomAt(step: number, steps: number) {
  return seldom[Math.floor(step / every(steps)) % seldom.length]
}

const every = (steps: number): number => (steps >= 200 ? 20 : 10)

/** Steps at which the run waits for others: its parts, or a person. */
export function partingSteps(steps: number): number[] {
  return numbers(steps).filter(step => isSeldom(step, steps))
}

/** Steps that hand out parts, with how many. */
export function delegations(steps: number): { step: number; parts: number }[] {
  return numbers(steps).flatMap(step => {
    const { name, input } = callAt(step, steps)
    return name === 'delegate' ? [{ step, parts: (input as { tasks: object[] }).tasks.length }] : []
  })
}

/** Steps whose call leaves a mark in `calls/`. */
export function marks(steps: number): number[] {
  return numbers(steps).filter(step => JSON.stringify(callAt(step, steps)).includes('calls/'))
}

const numbers = (length: number): number[] => Array.from({ length }, (_, index) => index)

/** What each part does, and the marks that it must leave. The first of them has to ask a person. */
const partCalls = (number: number): Call[] => [
  { name: 'bash', input: { command: `${mark('first')} && echo ${number} > part.txt` } },
  ...(number === 1 ? [sign('signed')] : []),
  { name: 'edit', input: { path: 'part.txt', old_string: `${number}`, new_string: `${number} is closed` } },
  { name: 'bash', input: { command: `sleep 0.1; ${mark('last')}` } },
]

export function partMarks(number: number): string[] {
  return ['first', ...(number === 1 ? ['signed'] : []), 'last']
}

/** Null for a request that is not a conversation. */
export function placeOf(exchange: Exchange): Place | null {
  const body = chatBody(exchange)
  if (!body) return null
  const step = stepOf(body)
  const [, number, of] = /^Part (\d+) of step (\d+)\./.exec(taskWords(body)) ?? []
  return number && of ? { step, part: { number: Number(number), of: Number(of) } } : { step }
}

/** The step that is asked for, from the name of the last call. */
function stepOf(body: ChatBody): number {
  const ids = body.messages.flatMap(message =>
    'tool_calls' in message ? (message.tool_calls as { id: string }[]).map(call => call.id) : [],
  )
  return Number(/^step_(\d+)_/.exec(ids.at(-1) ?? '')?.[1] ?? -1) + 1
}

/** The answer to a request at this place of a play of so many steps. */
export function answerAt(exchange: Exchange, { step, part }: Place, steps: number): Answer {
  const usage = { input: 600 + step * 60, output: 20 }
  const pace = { firstMs: 15 }
  const call = part ? partCalls(part.number)[step] : step < steps ? callAt(step, steps) : undefined
  const text = part ? `Part ${part.number} of ${part.of} is done.` : `All ${steps} steps are done.`
  if (!call) return { reply: { text, usage }, pace }
  return { reply: { toolCalls: [{ id: `step_${step}_${exchange.number}`, ...call }], usage }, pace }
}
