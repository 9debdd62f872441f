/** Runs the measurements that were asked for and prints what they found. */
import { measureAssignDelay } from './assign-delay'
import { type Bed, openBed } from './bed'
import { measureDays } from './days'
import { figures, judge, type Measurement } from './figures'
import { measureFirstScreen } from './first-screen'
import { measureIdleMemory } from './idle-memory'
import { measureInstalled } from './installed'
import { measureLiveEvents } from './live-events'
import { measureLongRun } from './long-run'
import { measureManyRuns } from './many-runs'
import { measureManyViewers } from './many-viewers'
import { machineLine, renderTable, writeReport } from './report'
import { measureRequestTokens } from './request-tokens'
import { measureRestart } from './restart'
import { measureStepGap } from './step-gap'

/** Parts that look at the project or start Reef themselves. */
const alone: Record<string, (root: string) => Promise<Measurement[]>> = {
  days: measureDays,
  disk: measureInstalled,
  restart: measureRestart,
}

/** Parts that are measured on one running Reef, in this order: first what many tasks and much work would change. */
const onBed: Record<string, (bed: Bed) => Promise<Measurement[]>> = {
  memory: measureIdleMemory,
  screen: measureFirstScreen,
  tokens: measureRequestTokens,
  step: measureStepGap,
  assign: measureAssignDelay,
  crowd: measureManyRuns,
  live: measureLiveEvents,
  viewers: measureManyViewers,
  long: measureLongRun,
}

/** Measures the named parts, all of them without names. Returns the exit code: 1 when a bound is missed. */
export async function runBench(root: string, names: readonly string[]): Promise<number> {
  const known = [...Object.keys(alone), ...Object.keys(onBed)]
  const unknown = names.find(name => !known.includes(name))
  if (unknown) {
    process.stderr.write(`Unknown part "${unknown}": ${known.join(', ')}.\n`)
    return 1
  }
  const wanted = (name: string) => names.length === 0 || names.includes(name)
  const machine = machineLine()
  process.stdout.write(`${machine}\n`)
  const found: Measurement[] = []
  for (const [name, measure] of Object.entries(alone))
    if (wanted(name)) found.push(...(await attempt(name, () => measure(root))))
  if (Object.keys(onBed).some(wanted)) found.push(...(await measureOnBed(root, wanted)))
  const order = Object.keys(figures)
  found.sort((a, b) => order.indexOf(a.figure) - order.indexOf(b.figure))
  process.stdout.write(`\n${renderTable(found)}\n`)
  process.stdout.write(`\nWritten to ${writeReport(root, machine, found)}\n`)
  return found.every(({ figure, value }) => judge(figures[figure], value) !== 'MISSED') ? 0 : 1
}

async function measureOnBed(root: string, wanted: (name: string) => boolean): Promise<Measurement[]> {
  const found: Measurement[] = []
  const bed = await openBed(root)
  try {
    for (const [name, measure] of Object.entries(onBed))
      if (wanted(name)) found.push(...(await attempt(name, () => measure(bed))))
  } finally {
    await bed.stop()
  }
  return found
}

/** A part that breaks takes only its own figures with it. */
async function attempt(name: string, measure: () => Promise<Measurement[]>): Promise<Measurement[]> {
  const before = performance.now()
  process.stderr.write(`measuring ${name}… `)
  try {
    const found = await measure()
    process.stderr.write(`${((performance.now() - before) / 1000).toFixed(0)} s\n`)
    return found
  } catch (error) {
    process.stderr.write(
      `failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
    return []
  }
}
