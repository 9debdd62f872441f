/** Finds the bundled entry of the sandbox process, and starts it with as few rights as Node can give. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const entryName = 'sandbox-child.mjs'
/** CPU seconds after which the kernel ends a sandbox process that lost its parent in the middle of a loop. */
const cpuSeconds = 900

/**
 * The bundled entry: beside the running bundle, or in `build/` of the project. Throws when it was not built
 * (`node scripts/bundle.mjs`).
 */
export function findChildEntry(): string {
  const places = [join(import.meta.dirname, entryName), join(process.cwd(), 'build', entryName)]
  const found = places.find(existsSync)
  if (!found) throw new Error(`The sandbox is not built: no ${entryName}. Run "node scripts/bundle.mjs".`)
  // Node's permissions are about real paths, and a checkout may lie behind a link.
  return realpathSync(found)
}

/** Where the child may read: its own bundle and the installed packages. */
function readableFolders(entry: string): string[] {
  const shell = realpathSync(createRequire(entry).resolve('just-bash'))
  const packages = shell.slice(0, shell.lastIndexOf('node_modules') + 'node_modules'.length)
  return [dirname(entry), packages]
}

/**
 * Starts a sandbox process. It sees no environment, may not write or read outside the program's own folders, start
 * processes or load native code (Node's permission model, a second line behind just-bash's own), and its V8 heap is
 * bounded; memory outside that heap (WebAssembly, buffers) is what the parent watches.
 */
export function startChild(entry: string): ChildProcess {
  const node = [
    '--max-old-space-size=256',
    '--no-warnings',
    '--permission',
    '--allow-worker',
    ...readableFolders(entry).map(folder => `--allow-fs-read=${folder}`),
    entry,
  ]
  // `ulimit` is the one way to a kernel limit without a native module.
  const limited = `ulimit -t ${cpuSeconds}; ulimit -c 0; exec "$@"`
  return spawn('/bin/sh', ['-c', limited, 'reef-sandbox', process.execPath, ...node], {
    cwd: '/',
    env: { PATH: '', NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  })
}
