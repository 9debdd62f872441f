/** Tools as commands of a script, in the sandbox process: each call goes to the worker and waits for its answer. */
import { decodeBytesToUtf8, defineCommand } from 'just-bash'
import type { ChildMessage } from './protocol'
import type { CallTool, ToolAnswer } from './sandbox'

interface Tools {
  names: readonly string[]
  call: CallTool
}

type Command = ReturnType<typeof defineCommand>

/** One command per tool: `name 'words'`, `name '{"json": …}'`, or JSON on its standard input. */
export function toolCommands({ names, call }: Tools): Command[] {
  return names.map(name =>
    defineCommand(name, async (words, { stdin }) => {
      const { output, isError } = await call(name, words, words.length === 0 ? decodeBytesToUtf8(stdin) : '')
      const text = output.endsWith('\n') ? output : `${output}\n`
      return isError
        ? { stdout: '', stderr: `${name}: ${text}`, exitCode: 1 }
        : { stdout: text, stderr: '', exitCode: 0 }
    }),
  )
}

/** The same for JavaScript: `tools.name({…})` gives the result as a text, and throws where the command would fail. */
export async function invokeTool({ names, call }: Tools, name: string, input: string): Promise<string> {
  if (!names.includes(name)) throw new Error(`There is no tool ${name} here.`)
  const { output, isError } = await call(name, [], input)
  if (isError) throw new Error(output)
  return JSON.stringify(output)
}

/** Calls under way, by number. */
export class ToolCalls {
  private readonly waiting = new Map<number, (answer: ToolAnswer) => void>()
  private made = 0

  constructor(private readonly send: (call: Extract<ChildMessage, { type: 'call' }>) => void) {}

  readonly call: CallTool = (name, words, piped) => {
    this.made += 1
    const id = this.made
    return new Promise(resolve => {
      this.waiting.set(id, resolve)
      this.send({ type: 'call', id, name, words: [...words], piped })
    })
  }

  settle(id: number, answer: ToolAnswer): void {
    this.waiting.get(id)?.(answer)
    this.waiting.delete(id)
  }
}
