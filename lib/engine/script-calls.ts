/**
 * The tools of a script. Each call is gated, told and made like a call of the model, and its result goes to the script
 * alone. A script that runs again, after a crash or a person's word, meets what is recorded: nothing is made twice.
 */
import { callKey, nestedCallId, nestedCalls, nestedLimits, recordedCall } from '../runs/nested-calls'
import { recipeOf, type ToolCallState } from '../runs/run-state'
import type { Json } from '../shared/json'
import { gateCalls } from './gate'
import { redactJson } from './reply-parts'
import type { RunSession } from './run-session'
import { toolOf } from './run-tools'
import type { CallTool, ScriptTools, ToolAnswer } from './sandbox/sandbox'
import { shortText } from './tools/bound'
import { isScriptTool, readScriptInput } from './tools/script-input'
import type { ToolResult } from './tools/tool'

/** Bytes of a result that the log itself holds; all of it lies with the contents of files. */
const keptBytes = 4 * 1024

interface Asked {
  name: string
  input: Json
  /** How many calls of the same arguments came before it in this script. */
  occurrence: number
}

interface Given {
  session: RunSession
  /** The call whose script this is. */
  parent: ToolCallState
  /** Settles once the intent of that call is in the log; false when it did not get there. */
  begun: Promise<boolean>
  /** Ends the whole call. */
  signal: AbortSignal
  make(call: ToolCallState, signal: AbortSignal): Promise<ToolResult>
}

/** The script ends here: a person is waited for, or the run is no longer this worker's. */
class BrokenOff extends Error {}

export class ScriptCalls implements ScriptTools {
  readonly names: readonly string[]
  /** The script waits for a person, and runs again after their word. */
  isHeld = false
  private readonly breaking = new AbortController()
  private readonly over = new AbortController()
  private turn: Promise<unknown> = Promise.resolve()
  private failure: { error: unknown } | undefined

  constructor(private readonly given: Given) {
    const { services, journal, catalogue } = given.session
    const names = [...recipeOf(journal.state).tools, ...(catalogue?.names ?? [])]
    this.names = services.techniques.scripts
      ? names.filter(name => isScriptTool(toolOf(given.session, name)))
      : []
  }

  /** Ends the script: with the call itself, or where it has to wait. */
  get signal(): AbortSignal {
    return AbortSignal.any([this.given.signal, this.breaking.signal])
  }

  begin(): CallTool {
    const seen = new Map<string, number>()
    // One after the other, like the calls of a model: what the log tells is what happened.
    return (name, words, piped) => {
      const answer = this.turn.then(() => this.take(name, words, piped, seen))
      this.turn = answer.catch(() => undefined)
      return answer
    }
  }

  /** After the script: what is still under way is ended and told. Throws what broke it off for this worker. */
  async settle(): Promise<void> {
    this.over.abort()
    await this.turn
    if (this.failure) throw this.failure.error
  }

  private async take(
    name: string,
    words: readonly string[],
    piped: string,
    seen: Map<string, number>,
  ): Promise<ToolAnswer> {
    const { session, begun } = this.given
    const tool = toolOf(session, name)
    if (!isScriptTool(tool)) return failed(`There is no tool ${name} here.`)
    const read = readScriptInput(tool, words, piped)
    if (!read.ok) return failed(read.problem)
    const input = redactJson(session, read.input)
    if (JSON.stringify(input).length > nestedLimits.inputCharacters)
      return failed('The arguments are too long.')
    const key = callKey(name, input)
    const occurrence = seen.get(key) ?? 0
    seen.set(key, occurrence + 1)
    try {
      if (!(await begun)) throw new BrokenOff()
      return await this.answer({ name, input, occurrence })
    } catch (error) {
      if (!(error instanceof BrokenOff)) this.failure = { error }
      this.breaking.abort()
      throw error
    }
  }

  private async answer(asked: Asked): Promise<ToolAnswer> {
    const { session, parent } = this.given
    const { journal, worker } = session
    for (;;) {
      if (this.signal.aborted || this.over.signal.aborted) throw new BrokenOff()
      const known = recordedCall(journal.state, parent.callId, asked, asked.occurrence)
      if (known?.status === 'finished') return await this.recorded(known)
      if (!known && nestedCalls(journal.state, parent.callId).length >= nestedLimits.calls)
        return failed(`One script makes ${nestedLimits.calls} calls at most.`)
      const call = known ?? this.announce(asked)
      const { run, again, refused, requests } = await gateCalls(session, [call])
      const reason = refused[0]?.reason
      if (reason !== undefined) return await this.tell(call, { output: reason, isError: true }, 0)
      for (const request of requests) journal.stage(request)
      if (run.length > 0 && (call.status === 'called' || again.has(call.callId))) {
        const data = { step: call.step, callId: call.callId, name: call.name }
        journal.stage({ type: 'tool-started', actor: worker, data })
      }
      // The log has moved: what was decided is decided again.
      if (!(await journal.commit())) continue
      if (run.length > 0) return await this.perform(call)
      this.isHeld = true
      throw new BrokenOff()
    }
  }

  private announce({ name, input }: Asked): ToolCallState {
    const { session, parent } = this.given
    const { journal, worker } = session
    const callId = nestedCallId(journal.state, parent.callId)
    const data = { step: parent.step, callId, parentCallId: parent.callId, name, input }
    journal.stage({ type: 'nested-called', actor: worker, data })
    return { callId, step: parent.step, name, input, status: 'called', parentCallId: parent.callId }
  }

  private async perform(call: ToolCallState): Promise<ToolAnswer> {
    const { session, signal } = this.given
    const startedAt = performance.now()
    const result = await this.given.make(call, AbortSignal.any([this.signal, this.over.signal]))
    // The run changes hands: whoever has it next makes the call again, or asks a person whether to.
    if (signal.aborted && !session.journal.state.stopRequested) throw new BrokenOff()
    return await this.tell(call, result, Math.round((performance.now() - startedAt) * 10) / 10)
  }

  /** Into the log: the result as people see it, and where all of it lies. */
  private async tell(call: ToolCallState, result: ToolResult, durationMs: number): Promise<ToolAnswer> {
    const { session } = this.given
    const { step, callId, name } = call
    const isError = result.isError ?? false
    const bytes = Buffer.from(session.redact(result.output)).subarray(0, nestedLimits.resultBytes)
    const whole = bytes.byteLength > keptBytes ? await session.store.write(bytes) : undefined
    const output = shortText(bytes, keptBytes)
    session.journal.stage({
      type: 'tool-finished',
      actor: session.worker,
      data: {
        step,
        callId,
        name,
        output,
        isError,
        durationMs,
        ...(whole ? { whole } : {}),
        ...(result.display ? { display: result.display } : {}),
        ...(result.changes && result.changes.length > 0 ? { changes: result.changes } : {}),
      },
    })
    // The script may go on for long before it calls again.
    await session.journal.commit()
    return { output: bytes.toString('utf8'), isError }
  }

  private async recorded({ output = '', isError = false, whole }: ToolCallState): Promise<ToolAnswer> {
    const text = whole ? new TextDecoder().decode(await this.given.session.store.read(whole.hash)) : output
    return { output: text, isError }
  }
}

function failed(output: string): ToolAnswer {
  return { output, isError: true }
}
