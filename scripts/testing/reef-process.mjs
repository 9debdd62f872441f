// Runs `npm start` as a real process for tests, and knows every process that came out of it.
import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'

const ownRoot = path.join(import.meta.dirname, '..', '..')

/** A folder that any user may enter, so that it also holds the data of a Postgres that root starts. */
export function temporaryHome() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reef-home-'))
  fs.chmodSync(folder, 0o777)
  return path.join(folder, 'home')
}

/** Removes what `temporaryHome` made. */
export function removeHome(home) {
  fs.rmSync(path.dirname(home), { recursive: true, force: true })
}

/**
 * Starts Reef on a free port. `wrapper` runs the command through another program (runuser); `program` replaces it;
 * `root` names the project's folder to a caller that was bundled and lies elsewhere.
 * @param {{ home: string, variables?: Record<string, string>, wrapper?: string[], program?: string[], root?: string }} options
 */
export function startReef({ home, variables = {}, wrapper = [], program, root = ownRoot }) {
  const [command, ...args] = program ?? [
    ...wrapper,
    process.execPath,
    path.join(root, 'scripts', 'start.mjs'),
  ]
  const env = { ...cleanEnvironment(), PORT: '0', REEF_HOME: home, ...variables }
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', text => {
      output[name] += text
    })
  }
  const ended = new Promise(resolve =>
    child.once('close', (code, signal) => resolve({ code, signal, ...output })),
  )
  const ready = async () => {
    for (;;) {
      const address = /ready at (http:\/\/\S+)/.exec(output.stdout)?.[1]
      if (address && output.stdout.includes('Ctrl-C stops it.'))
        return { address, link: /https?:\/\/\S+\/setup#\S+/.exec(output.stdout)?.[0] ?? null }
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`Reef ended: ${output.stderr}`)
      await pause(20)
    }
  }
  return { pid: child.pid, kill: signal => child.kill(signal), ended, ready, output }
}

// Nothing of the person's own installation or keys may reach a test.
function cleanEnvironment() {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'USER', 'LOGNAME']
  return Object.fromEntries(kept.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : [])))
}

/** Waits until `check` gives something, or fails after `patience` milliseconds. */
export async function until(what, check, patience = 20_000) {
  const deadline = Date.now() + patience
  for (;;) {
    const found = await check()
    if (found) return found
    if (Date.now() > deadline) throw new Error(`Waited ${patience} ms in vain: ${what}`)
    await pause(25)
  }
}

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))

/** Every living process below `pid`: [{ pid, command }]. */
export function descendants(pid) {
  const rows = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' }).stdout.split(
    '\n',
  )
  const all = rows.flatMap(row => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(row)
    return match && !match[3].startsWith('Z')
      ? [{ pid: Number(match[1]), parent: Number(match[2]), command: match[4] }]
      : []
  })
  const below = parent => all.filter(one => one.parent === parent).flatMap(one => [one, ...below(one.pid)])
  return below(pid).map(({ pid: own, command }) => ({ pid: own, command }))
}

/** Those of the processes that still live. */
export function survivors(processes) {
  return processes.filter(({ pid, command }) => {
    const row = spawnSync('ps', ['-o', 'stat=,args=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()
    return row !== '' && !row.startsWith('Z') && row.includes(command.slice(0, 20))
  })
}

/** Listens on a loopback port that the system picks. */
export async function takePort() {
  const server = net.createServer()
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  return { port: server.address().port, release: () => new Promise(resolve => server.close(resolve)) }
}
