// Runs before anything is installed, on any Node from 20: installs from the lockfile and hands over to Node 24.
// Only built-ins here. Everything it says goes to stderr, so that commands keep stdout for their answer.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { prune } from './prune.mjs'
import { onStarterGone } from './starter.mjs'

export const root = path.join(import.meta.dirname, '..')
const modules = path.join(root, 'node_modules')
const stampFile = path.join(modules, '.reef-install.json')
const projectNode = path.join(modules, 'node', 'bin', 'node')

/**
 * Makes sure that the packages are there and that this process runs under Node 24. When it does not, the entry
 * is run again under the project's Node and this function never returns.
 * @param {{ entry: string, development?: boolean }} options `development` also installs what only tests need.
 */
export async function bootstrap({ entry, development = false }) {
  if (Number(process.versions.node.split('.')[0]) < 20) fail('Reef needs Node 20 or newer to start.')
  ensureInstalled(development)
  if (process.versions.node.split('.')[0] === '24') return
  if (!fs.existsSync(projectNode)) {
    fail(
      'Node 24 is missing: install scripts were blocked. Run "npm rebuild node --ignore-scripts=false", then again.',
    )
  }
  await runUnderProjectNode(entry)
}

/** Ends this process with one clear line. @param {string} line @returns {never} */
export function fail(line) {
  process.stderr.write(`${line}\n`)
  process.exit(1)
}

function ensureInstalled(development) {
  const lock = createHash('sha256')
  for (const name of ['package.json', 'package-lock.json'])
    lock.update(fs.readFileSync(path.join(root, name)))
  const found = readStamp()
  // What was installed for tests stays so when the lockfile changes.
  const wanted = { lock: lock.digest('hex'), development: development || found?.development === true }
  if (found?.lock === wanted.lock && (found.development || !wanted.development)) return
  process.stderr.write(
    `Installing packages from the lockfile${wanted.development ? ', with the tools for tests' : ''}…\n`,
  )
  const flags = [
    'ci',
    wanted.development ? '--include=dev' : '--omit=dev',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const [command, ...first] = npmCommand()
  const result = spawnSync(command, [...first, ...flags], {
    cwd: root,
    env: { ...process.env, PATH: pathWithoutProject() },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (result.status !== 0) fail('npm could not install the packages: see the lines above.')
  prune(modules, wanted)
  fs.writeFileSync(stampFile, JSON.stringify(wanted))
}

function readStamp() {
  try {
    return JSON.parse(fs.readFileSync(stampFile, 'utf8'))
  } catch {
    return null
  }
}

// `npm ci` deletes node_modules, and with it the project's own Node: npm must run on the host's.
function npmCommand() {
  const { npm_execpath: npm, npm_node_execpath: node } = process.env
  if (npm?.endsWith('.js') && node && !node.startsWith(modules) && fs.existsSync(node)) return [node, npm]
  return ['npm']
}

function pathWithoutProject() {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  return folders.filter(folder => !folder.startsWith(modules)).join(path.delimiter)
}

function runUnderProjectNode(entry) {
  const bin = path.join(modules, '.bin')
  const child = spawn(projectNode, [entry, ...process.argv.slice(2)], {
    env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` },
    // The channel carries nothing: when this process is killed, its end tells the child to stop.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  // A terminal sends Ctrl-C to both; the child decides when it is done.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  onStarterGone(() => child.kill('SIGTERM'))
  return new Promise(() => {
    child.once('error', error => fail(`Node 24 could not be started: ${error.message}`))
    child.once('exit', (code, signal) => {
      process.exitCode = signal ? 1 : (code ?? 1)
      process.exit()
    })
  })
}
