/** `npm start` on a data folder that is there already, until it says that it is ready. */
import { type ChildProcess, spawn } from 'node:child_process'
import { descendants, removeHome, temporaryHome, until } from '../testing/reef-process.mjs'
import { measuredVariables } from './bed'
import type { Measurement } from './figures'
import { startQuickModel } from './quick-model'
import { digits, median } from './statistics'

const starts = 6

export async function measureRestart(root: string): Promise<Measurement[]> {
  const model = await startQuickModel()
  const home = temporaryHome()
  const seconds: number[] = []
  try {
    for (let index = 0; index < starts; index += 1)
      seconds.push(await startOnce(root, home, measuredVariables(model)))
  } finally {
    await model.server.close()
    removeHome(home)
  }
  const [first = 0, ...later] = seconds
  const detail = `starts ${later.map(digits).join(', ')}; the first, on an empty folder, ${digits(first)}`
  return [{ figure: 'restart', value: median(later), detail }]
}

async function startOnce(root: string, home: string, variables: Record<string, string>): Promise<number> {
  const { PATH, HOME } = process.env
  const env = { PATH, HOME, PORT: '0', REEF_HOME: home, ...variables } as unknown as NodeJS.ProcessEnv
  const before = performance.now()
  const npm = spawn('npm', ['start'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<void>(resolve => npm.once('close', () => resolve()))
  try {
    await saysReady(npm)
    return (performance.now() - before) / 1000
  } finally {
    for (const { pid, command } of descendants(npm.pid ?? 0))
      if (/scripts\/start\.mjs/.test(command)) endProcess(pid)
    await until('the end of Reef', () => npm.exitCode !== null || npm.signalCode !== null)
    await ended
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGINT')
  } catch {
    // It has ended by itself.
  }
}

function saysReady(npm: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = ''
    const take = (text: string) => {
      output += text
      if (/ready at http/.test(output)) resolve()
    }
    npm.stdout?.setEncoding('utf8').on('data', take)
    npm.stderr?.setEncoding('utf8').on('data', take)
    npm.once('exit', () => reject(new Error(`Reef ended: ${output}`)))
  })
}
