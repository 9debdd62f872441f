// Builds the web application and the bundles when the sources changed since the last build.
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fail, root } from './bootstrap.mjs'
import { compareSources } from './sources.mjs'

const folder = path.join(root, 'build')
const stampFile = path.join(folder, 'sources.json')
const lockFile = path.join(folder, 'building.pid')
/** What a page knows its own server by: see lib/http/build.ts. */
const build = randomUUID()

/** Returns at once when the build is as new as the sources. Ends the process with one line when it fails. */
export async function ensureBuilt() {
  fs.mkdirSync(folder, { recursive: true })
  if (isFresh()) return
  await takeLock()
  try {
    // Another process may have built while this one waited.
    if (isFresh()) return
    const { record } = compareSources(root, stampFile)
    fs.rmSync(stampFile, { force: true })
    process.stderr.write('Building Reef…\n')
    runTool('esbuild', path.join(root, 'scripts', 'bundle.mjs'), [])
    runTool('Next.js', path.join(root, 'node_modules', 'next', 'dist', 'bin', 'next'), ['build'])
    record()
  } finally {
    fs.rmSync(lockFile, { force: true })
  }
}

function isFresh() {
  const built =
    fs.existsSync(path.join(root, '.next', 'BUILD_ID')) && fs.existsSync(path.join(folder, 'launcher.mjs'))
  return compareSources(root, stampFile).fresh && built
}

// Each in a process of its own, so that nothing of it stays in the launcher.
function runTool(name, program, args) {
  const result = spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', REEF_BUILD: build },
    maxBuffer: 64 * 1024 * 1024,
  })
  if (result.status === 0) return
  // The whole of it is long; its end says what is wrong.
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}`.trim().split('\n')
  process.stderr.write(`${output.slice(-60).join('\n')}\n`)
  fs.rmSync(lockFile, { force: true })
  fail(`Reef could not be built (${name}): see the lines above.`)
}

async function takeLock() {
  for (;;) {
    try {
      fs.writeFileSync(lockFile, String(process.pid), { flag: 'wx' })
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (!isAlive(Number(fs.readFileSync(lockFile, 'utf8')))) fs.rmSync(lockFile, { force: true })
    else await new Promise(resolve => setTimeout(resolve, 200))
  }
}

function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}
