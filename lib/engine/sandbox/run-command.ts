/** Runs one command in the sandbox process: just-bash on a fresh file system, with its output caught on the way. */
import { createHash } from 'node:crypto'
import { StringDecoder } from 'node:string_decoder'
import { Bash } from 'just-bash'
import { KeptOutput } from './kept-output'
import { runawayOutputFactor } from './limits'
import { type ChildChange, type DoneMessage, type MountedTree, workFolder } from './protocol'
import type { CallTool, SandboxLimits } from './sandbox'
import { errorSink, mayStream, outputSink, streamStatements } from './stream-statements'
import { invokeTool, toolCommands } from './tool-commands'
import { WorkFs } from './work-fs'

export interface CommandOptions {
  command: string
  tree: MountedTree
  readOnly: readonly string[]
  limits: SandboxLimits
  signal: AbortSignal
  load: (hash: string) => Promise<Uint8Array>
  tools: { names: readonly string[]; call: CallTool }
  onOutput: (text: string) => void
}

/** Runaway loops end by the deadline, which is enforced from outside too, so just-bash's own counters stay high. */
const patient = 1_000_000_000
/** Milliseconds of work after which other events (a stop, a content that arrived) get their turn. */
const turnMs = 15

// just-bash blocks the clock and the timers while a script runs; these were taken before.
const now = performance.now.bind(performance)
const later = setImmediate

type EndedBy = NonNullable<DoneMessage['endedBy']>

export async function runCommand(options: CommandOptions): Promise<DoneMessage> {
  const { limits, tree } = options
  const ending = new AbortController()
  let endedBy: EndedBy | null = null
  const end = (reason: EndedBy) => {
    endedBy ??= reason
    ending.abort()
  }
  options.signal.addEventListener('abort', () => end('stopped'), { once: true })

  const fs = new WorkFs({
    tree,
    readOnly: options.readOnly,
    quota: { bytes: limits.diskBytes, files: limits.diskFiles },
    load: options.load,
    onFull: () => end('disk'),
  })
  fs.mkdirSync(workFolder, { recursive: true })
  fs.mkdirSync('/tmp', { recursive: true })

  const output = new OutputCatcher(limits.outputBytes, options.onOutput, () => end('output'))
  const started = Date.now()
  const bash = newBash(fs, limits, options.tools)
  fs.addSink(outputSink, bytes => output.take('stdout', bytes))
  fs.addSink(errorSink, bytes => output.take('stderr', bytes))
  fs.seal()
  if (mayStream(options.command)) streamOnce(bash)

  const result = await bash.exec(options.command, { signal: ending.signal })
  if (endedBy === null && result.exitCode === 124 && Date.now() - started >= limits.deadlineMs - 50)
    endedBy = 'deadline'
  if (endedBy === null && result.exitCode === 126 && /output size limit exceeded/.test(result.stderr))
    endedBy = 'output'
  await output.take('stdout', textBytes(result.stdout))
  // What the shell says about being ended is ours to say.
  if (endedBy === null) await output.take('stderr', textBytes(result.stderr))
  output.flush()
  return {
    type: 'done',
    exitCode: result.exitCode,
    ...output.texts(),
    endedBy,
    changes: changesOf(fs, tree),
  }
}

function newBash(fs: WorkFs, limits: SandboxLimits, tools: CommandOptions['tools']): Bash {
  return new Bash({
    fs,
    cwd: workFolder,
    // `_` would otherwise tell Python programs where Reef is installed.
    env: { HOME: workFolder, TMPDIR: '/tmp', LANG: 'C.UTF-8', _: '/usr/bin/env' },
    python: true,
    // In JavaScript tools are functions of the object `tools`.
    javascript: { invokeTool: (name, input) => invokeTool(tools, name, input) },
    customCommands: toolCommands(tools),
    executionLimits: {
      maxExecutionTimeMs: limits.deadlineMs,
      maxPythonTimeoutMs: limits.deadlineMs,
      maxJsTimeoutMs: limits.deadlineMs,
      maxSqliteTimeoutMs: limits.deadlineMs,
      maxCommandCount: patient,
      maxLoopIterations: patient,
      maxAwkIterations: patient,
      maxSedIterations: patient,
      maxJqIterations: patient,
      maxWorkUnits: patient,
      // Counts output on its way into files and pipes too; what is shown has its own, smaller bound.
      maxOutputSize: limits.diskBytes + limits.outputBytes * runawayOutputFactor,
      maxFileSystemBytes: limits.diskBytes,
    },
  })
}

/** Only the script itself streams: the scripts it starts (`bash x.sh`, `xargs`) write to wherever it put them. */
function streamOnce(bash: Bash): void {
  let streamed = false
  bash.registerTransformPlugin({
    name: 'stream-statements',
    transform({ ast }) {
      if (streamed) return { ast }
      streamed = true
      return { ast: streamStatements(ast) }
    },
  })
}

class OutputCatcher {
  private readonly kept: Record<'stdout' | 'stderr', KeptOutput>
  private readonly decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') }
  private shown = 0
  private lastTurn = now()

  constructor(
    private readonly limit: number,
    private readonly show: (text: string) => void,
    private readonly runAway: () => void,
  ) {
    this.kept = { stdout: new KeptOutput(limit * 0.75), stderr: new KeptOutput(limit * 0.25) }
  }

  async take(stream: 'stdout' | 'stderr', bytes: Uint8Array): Promise<void> {
    if (bytes.byteLength === 0) return
    this.kept[stream].push(bytes)
    if (this.shown < this.limit) {
      const part = Buffer.from(bytes.subarray(0, this.limit - this.shown))
      this.shown += part.byteLength
      this.show(this.decoders[stream].write(part))
    }
    if (this.kept.stdout.total + this.kept.stderr.total > this.limit * runawayOutputFactor) this.runAway()
    // A shell loop runs on promises alone and would otherwise never let a stop message in.
    if (now() - this.lastTurn > turnMs) {
      await new Promise(resolve => later(resolve))
      this.lastTurn = now()
    }
  }

  flush(): void {
    for (const decoder of Object.values(this.decoders)) {
      const rest = decoder.end()
      if (rest) this.show(rest)
    }
  }

  texts(): { stdout: string; stderr: string } {
    return { stdout: this.kept.stdout.text(), stderr: this.kept.stderr.text() }
  }
}

function changesOf(fs: WorkFs, before: MountedTree): ChildChange[] {
  const changes: ChildChange[] = []
  const present = new Set<string>()
  for (const [path, file] of fs.filesBelow(workFolder)) {
    const absolute = `${workFolder}/${path}`
    present.add(absolute)
    const known = before.get(absolute)?.hash
    if (file.hash !== null) {
      if (file.hash !== known) changes.push({ path, kind: 'moved', hash: file.hash })
      continue
    }
    const bytes = file.bytes ?? new Uint8Array()
    if (known !== undefined && hashOf(bytes) === known) continue
    changes.push({ path, kind: 'written', bytes })
  }
  for (const absolute of before.keys()) {
    if (absolute.startsWith(`${workFolder}/`) && !present.has(absolute)) {
      changes.push({ path: absolute.slice(workFolder.length + 1), kind: 'removed' })
    }
  }
  return changes
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function textBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
