/** The doctor's look at the sandbox: real attacks against the configured tier. */
import { testSandbox } from '../engine/sandbox/self-test'
import { openSandbox } from '../engine/sandbox/tiers'

/** Returns a line on the tier that held every attack. Throws with what did not hold. */
export async function checkSandbox(): Promise<string> {
  const sandbox = openSandbox(process.env.REEF_SANDBOX)
  try {
    const checks = await testSandbox(sandbox)
    const open = checks.filter(check => !check.ok)
    if (open.length > 0) throw new Error(open.map(check => `${check.name}: ${check.detail}`).join(' '))
    return `${sandbox.tier} tier: ${checks.map(check => check.name).join(', ')} hold`
  } finally {
    await sandbox.close()
  }
}
