import { afterEach, expect, test, vi } from 'vitest'
import { findChildEntry } from './child-entry'
import { ProcessPool } from './process-pool'

const idleMs = 300
const pool = new ProcessPool(findChildEntry(), idleMs)
afterEach(() => pool.close())

/** Whether the system still has the process. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('a process that was prepared and never used goes after the idle time, and another can come', async () => {
  pool.prepare('workspace')
  const [pid] = pool.processIds()
  expect(pid).toBeGreaterThan(0)
  await vi.waitFor(() => expect(lives(pid ?? 0)).toBe(false), { timeout: 45_000 })
  expect(pool.processIds()).toEqual([])
  pool.prepare('workspace')
  const [next] = pool.processIds()
  await vi.waitFor(() => expect(lives(next ?? 0)).toBe(false), { timeout: 45_000 })
})
