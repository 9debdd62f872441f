// Who started this process: npm, through a shell. Either may be killed without passing it on.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'

/**
 * Calls back once when npm, or the shell between it and this process, is gone. Does nothing for a process that was
 * not started by npm: whoever runs it directly may want it to outlive the shell.
 * @param {() => void} callback
 */
export function onStarterGone(callback) {
  if (!process.env.npm_lifecycle_event || process.connected) return
  const shell = process.ppid
  const npm = parentOf(shell)
  const timer = setInterval(() => {
    if (process.ppid === shell && (npm === null || isAlive(npm))) return
    clearInterval(timer)
    callback()
  }, 200)
  timer.unref()
}

function parentOf(pid) {
  try {
    const parent = statusOf(pid)?.parent ?? Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)]))
    return parent > 1 ? parent : null
  } catch {
    return null
  }
}

function isAlive(pid) {
  if (process.platform === 'linux') return (statusOf(pid)?.state ?? 'Z') !== 'Z'
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function statusOf(pid) {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { state, parent: Number(parent) }
  } catch {
    return null
  }
}
