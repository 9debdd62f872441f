// Vitest: the processes and threads that tests start run from the same bundles as in production.
import { bundle, entries } from './bundle.mjs'

export async function setup() {
  const { worker, 'sandbox-child': child, 'extract-worker': extract } = entries
  const racer = 'lib/budgets/testing/racer-process.ts'
  await bundle({ worker, 'sandbox-child': child, 'extract-worker': extract, 'budget-racer': racer })
}
