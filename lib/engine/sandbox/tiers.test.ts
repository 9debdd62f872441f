import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { Sandbox } from './sandbox'
import { testSandbox } from './self-test'
import { chooseTier, openSandbox, SandboxRefused } from './tiers'

const bash = promisify(execFile)

test('a tier is never replaced by a weaker one', () => {
  expect(chooseTier(undefined)).toMatchObject({ ok: true, tier: 'virtual' })
  expect(chooseTier(' Virtual ')).toMatchObject({ ok: true, tier: 'virtual' })
  expect(chooseTier('os')).toMatchObject({ ok: false, problem: 'tier-unavailable' })
  expect(chooseTier('container')).toMatchObject({ ok: false, problem: 'tier-unavailable' })
  expect(chooseTier('none')).toMatchObject({ ok: false, problem: 'unknown-tier' })
  expect(() => openSandbox('os')).toThrow(SandboxRefused)
})

test('the virtual tier passes its self-test', async () => {
  const sandbox = openSandbox('virtual')
  const checks = await testSandbox(sandbox)
  await sandbox.close()
  expect(checks.map(({ name, ok }) => ({ name, ok }))).toEqual([
    { name: 'runs', ok: true },
    { name: 'files', ok: true },
    { name: 'environment', ok: true },
    { name: 'network', ok: true },
    { name: 'deadline', ok: true },
    { name: 'memory', ok: true },
    { name: 'disk', ok: true },
  ])
})

test('the self-test sees a sandbox that holds nothing', async () => {
  const open: Sandbox = {
    tier: 'os',
    async exec({ command, limits }) {
      const started = performance.now()
      const options = { timeout: Math.min(limits.deadlineMs, 3000), killSignal: 'SIGKILL' as const }
      // Files are written to a folder of its own, and the memory bomb is left out for the sake of this machine.
      const script = command.includes('bytearray')
        ? 'true'
        : `cd "$(mktemp -d)"; trap 'rm -rf "$PWD"' EXIT; ${command}`
      const result = await bash('bash', ['-c', script], options).catch(error => error)
      return {
        exitCode: typeof result.code === 'number' ? result.code : 0,
        stdout: String(result.stdout ?? ''),
        stderr: String(result.stderr ?? ''),
        durationMs: performance.now() - started,
        changes: [],
      }
    },
    close: async () => {},
  }
  const checks = await testSandbox(open)
  const held = Object.fromEntries(checks.map(({ name, ok }) => [name, ok]))
  expect(held).toMatchObject({
    runs: true,
    files: false,
    environment: false,
    network: false,
    deadline: false,
    memory: false,
  })
})
