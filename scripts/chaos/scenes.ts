/**
 * What the scripted agent does: one scene a step, the same at every try. Each scene leaves a mark in the files of the
 * run, so a call that was recorded and made again would show as a second mark.
 */
import type { Answer, Exchange } from '../../lib/engine/testing/model-server'
import { chatBody } from '../bench/quick-model'

interface Call {
  name: string
  input: object
}

/** Marks its call in `calls/<step>`, which must hold one line in the end, and adds to a log in order. */
const count = (step: number): Call => ({
  name: 'bash',
  input: { command: `mkdir -p calls && echo made >> calls/${step} && echo ${step} >> order.txt` },
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
  input: { command: `sleep 0.2; mkdir -p calls && echo made >> calls/${step} && sort order.txt | tail -1` },
})
const ask = (step: number): Call => ({ name: 'ask', input: { question: `May I go on after ${step}?` } })

/** In turn; a further kind of call is one more entry. */
const scenes: ((step: number) => Call)[] = [count, write, edit, read, slow]
/** In the last step of each hundred, or of each twenty in a short play. */
const seldom: ((step: number) => Call)[] = [ask]

/** The call of a step, from 0. */
export function callAt(step: number, steps: number): Call {
  const every = steps >= 200 ? 100 : 20
  const rare = step % every === every - 1 ? seldom[Math.floor(step / every) % seldom.length] : undefined
  const scene = rare ?? scenes[step % scenes.length] ?? count
  return scene(step)
}

/** Steps whose call leaves a mark in `calls/`. */
export function marks(steps: number): number[] {
  return Array.from({ length: steps }, (_, step) => step).filter(step =>
    JSON.stringify(callAt(step, steps)).includes('calls/'),
  )
}

/** How far the run of a request has come: the step that is asked for, from the name of the last call. */
export function stepOfRequest(exchange: Exchange): number | null {
  const body = chatBody(exchange)
  if (!body) return null
  const ids = body.messages.flatMap(message =>
    'tool_calls' in message ? (message.tool_calls as { id: string }[]).map(call => call.id) : [],
  )
  const last = ids.at(-1)
  return last ? Number(/^step_(\d+)_/.exec(last)?.[1] ?? -1) + 1 : 0
}

/** The answer to a request for this step. */
export function answerAt(exchange: Exchange, step: number, steps: number): Answer {
  const usage = { input: 600 + step * 60, output: 20 }
  const pace = { firstMs: 15 }
  if (step >= steps) return { reply: { text: `All ${steps} steps are done.`, usage }, pace }
  const id = `step_${step}_${exchange.number}`
  return { reply: { toolCalls: [{ id, ...callAt(step, steps) }], usage }, pace }
}
