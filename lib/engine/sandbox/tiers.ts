/** Chooses how commands are isolated. What was configured is what runs: a tier that is missing is a refusal. */
import type { Sandbox } from './sandbox'
import { VirtualSandbox } from './virtual-sandbox'

export type Tier = Sandbox['tier']

export type TierChoice =
  | { ok: true; tier: Tier; open: () => Sandbox }
  | { ok: false; problem: 'unknown-tier' | 'tier-unavailable'; message: string }

const tiers: readonly Tier[] = ['virtual', 'os', 'container']

/** `configured` is what the operator wrote (`REEF_SANDBOX`); nothing means the virtual tier. */
export function chooseTier(configured: string | undefined): TierChoice {
  const wanted = configured?.trim().toLowerCase() || 'virtual'
  const tier = tiers.find(known => known === wanted)
  if (!tier) {
    const message = `There is no sandbox tier "${wanted}". The tiers are: ${tiers.join(', ')}.`
    return { ok: false, problem: 'unknown-tier', message }
  }
  if (tier === 'virtual') return { ok: true, tier, open: () => new VirtualSandbox() }
  // Falling back to the virtual tier would be weaker than what was asked for.
  const message = `The sandbox tier "${tier}" is not part of this version. Commands do not run until it is changed.`
  return { ok: false, problem: 'tier-unavailable', message }
}

/** Thrown where no command may run: the configured tier is not there, and no other takes its place. */
export class SandboxRefused extends Error {
  override name = 'SandboxRefused'
}

/** The sandbox of the configured tier. Throws `SandboxRefused`. */
export function openSandbox(configured: string | undefined): Sandbox {
  const choice = chooseTier(configured)
  if (!choice.ok) throw new SandboxRefused(choice.message)
  return choice.open()
}
