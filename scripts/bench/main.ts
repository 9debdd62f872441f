/** Runs the measurements that were asked for and prints what they found. */
import { measureAssignDelay } from './assign-delay'
import { type Bed, openBed } from './bed'
import { measureCacheHits } from './cache-hits'
import { measureDays } from './days'
import { type FigureName, figures, judge, type Measurement } from './figures'
import { measureFirstScreen } from './first-screen'
import { measureIdleMemory } from './idle-memory'
import { measureInstalled } from './installed'
import { measureLiveEvents } from './live-events'
import { measureLongRun } from './long-run'
import { measureManyRuns } from './many-runs'
import { measureManyViewers } from './many-viewers'
import { machineLine, renderLine, renderTable, writeReport } from './report'
import { measureRequestTokens } from './request-tokens'
import { measureReservation } from './reservation'
import { measureRestart } from './restart'
import { measureStepGap } from './step-gap'
import { measureTokenSavings } from './token-savings'

/** One part of the bench: what it finds out, and how. */
interface Part<From> {
  figures: readonly FigureName[]
  measure: (from: From) => Promise<Measurement[]>
}

/** Parts that look at the project or start Reef themselves. */
const alone: Record<string, Part<string>> = {
  days: { figures: ['daysStep', 'daysMemory'], measure: measureDays },
  disk: { figures: ['installed'], measure: measureInstalled },
  restart: { figures: ['restart'], measure: measureRestart },
  tokens: { figures: ['twelveTasks', 'toolSearch'], measure: measureTokenSavings },
}

/** Parts that are measured on one running Reef, in this order: first what many tasks and much work would change. */
const onBed: Record<string, Part<Bed>> = {
  memory: { figures: ['idleMemory'], measure: measureIdleMemory },
  screen: { figures: ['firstScreen', 'firstScript'], measure: measureFirstScreen },
  tokens: { figures: ['firstRequest', 'thirtySteps', 'prefixKept'], measure: measureRequestTokens },
  cache: { figures: ['cacheHits'], measure: measureCacheHits },
  step: { figures: ['stepGap'], measure: measureStepGap },
  budget: { figures: ['reservation'], measure: measureReservation },
  assign: { figures: ['assign'], measure: measureAssignDelay },
  crowd: { figures: ['manyRuns'], measure: measureManyRuns },
  live: { figures: ['liveEvents'], measure: measureLiveEvents },
  viewers: { figures: ['viewers', 'viewersLost'], measure: measureManyViewers },
  long: { figures: ['storageGrowth', 'longRun'], measure: measureLongRun },
}

/**
 * Measures the named parts, all of them without names, and tells each figure as it comes. Returns the exit code: 1 when
 * a bound is missed or a figure could not be measured.
 */
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
  for (const [name, part] of Object.entries(alone))
    if (wanted(name)) found.push(...(await attempt(name, part, async () => root)))
  found.push(...(await measureOnBed(root, wanted)))
  const order = Object.keys(figures)
  found.sort((a, b) => order.indexOf(a.figure) - order.indexOf(b.figure))
  process.stdout.write(`\n${renderTable(found)}\n`)
  process.stdout.write(`\nWritten to ${writeReport(root, machine, found)}\n`)
  const holds = ({ figure, value }: Measurement) => ['aim', 'must'].includes(judge(figures[figure], value))
  return found.every(holds) ? 0 : 1
}

async function measureOnBed(root: string, wanted: (name: string) => boolean): Promise<Measurement[]> {
  const found: Measurement[] = []
  let opening: Promise<Bed> | undefined
  const open = () => {
    opening ??= openBed(root)
    return opening
  }
  for (const [name, part] of Object.entries(onBed))
    if (wanted(name)) found.push(...(await attempt(name, part, open)))
  const bed = await opening?.catch(() => undefined)
  await bed?.stop()
  return found
}

/** A part that breaks takes only its own figures with it, and they say why. */
async function attempt<From>(
  name: string,
  { figures: promised, measure }: Part<From>,
  from: () => Promise<From>,
): Promise<Measurement[]> {
  const before = performance.now()
  process.stderr.write(`measuring ${name}… `)
  let found: Measurement[]
  try {
    found = await measure(await from())
    process.stderr.write(`${((performance.now() - before) / 1000).toFixed(0)} s\n`)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    process.stderr.write(`failed: ${error instanceof Error ? (error.stack ?? reason) : reason}\n`)
    found = promised.map(figure => ({ figure, value: null, detail: reason }))
  }
  for (const measurement of found) process.stdout.write(`${renderLine(measurement)}\n`)
  return found
}
