/** One run undisturbed, the same run tormented, and what became of the promises. */
import { parseArgs } from 'node:util'
import type { RunEvent } from '../../lib/runs/events'
import { foldRun } from '../../lib/runs/fold'
import { type Bed, measuredVariables, openBed } from '../bench/bed'
import { machineLine } from '../bench/report'
import { median } from '../bench/statistics'
import { until } from '../testing/reef-process.mjs'
import { Crew, type Target } from './crew'
import { attend } from './person'
import { seeded } from './random'
import { answerAt, askedCommand, callAt, type Place, placeOf } from './scenes'
import { type Kill, pause, Torment } from './torment'
import { eventsOf, type Finding, type Played, recoveries, repeatsOf, verify, verifyRows } from './verify'
import { branchesOf, verifyTree } from './verify-tree'
import { watchRun } from './viewer'

interface Plan {
  kills: number
  steps: number
  seed: number
  extraWorkers: number
}

function readPlan(args: readonly string[]): Plan {
  const text = { type: 'string' } as const
  const options = { kills: text, steps: text, seed: text, workers: text }
  const { values } = parseArgs({ args: [...args], options })
  return {
    kills: Number(values.kills ?? 50),
    steps: Number(values.steps ?? 500),
    seed: Number(values.seed ?? Date.now() % 1_000_000),
    extraWorkers: Number(values.workers ?? 3) - 1,
  }
}

/** Returns the exit code: 1 when a promise was broken. */
export async function runChaos(root: string, args: readonly string[]): Promise<number> {
  const plan = readPlan(args)
  process.stdout.write(`${machineLine()}\nseed ${plan.seed}: ${plan.kills} kills in ${plan.steps} steps, `)
  process.stdout.write(`${plan.extraWorkers + 1} workers, one web process, one Postgres\n`)
  const bed = await openBed(root)
  const crew = new Crew(bed, plan.extraWorkers, measuredVariables(bed.model))
  try {
    return await play(bed, crew, plan)
  } finally {
    await crew.stop()
    await bed.stop()
  }
}

async function play(bed: Bed, crew: Crew, plan: Plan): Promise<number> {
  const { steps } = plan
  await bed.api('POST', '/agents', {
    name: 'Stubborn',
    instructions: 'Do every step.',
    tools: ['bash', 'read', 'write', 'edit', 'ask', 'delegate'],
    limits: { steps: steps + 10 },
  })
  const match = { on: 'command', patterns: [askedCommand] }
  await bed.api('POST', '/policy/rules', { effect: 'ask', tool: 'bash', match })
  await until('all workers', async () => (await countWorkers(crew)) === plan.extraWorkers + 1, 60_000)
  const torment = new Torment(crew, seeded(plan.seed), plan.kills, steps)
  bed.model.server.respond(exchange => {
    const place = placeOf(exchange)
    if (place === null) return { raw: { pieces: ['{"object":"list","data":[]}'] } }
    const reached = reachedStep(place, steps)
    if (torment.runId !== '' && reached !== null) torment.at(reached)
    return answerAt(exchange, place, steps)
  })
  const calm = await playOnce(bed, crew, 'Be left alone.', () => undefined)
  process.stderr.write(`undisturbed: ${calm.seconds.toFixed(1)} s\n`)
  const wild = await playOnce(bed, crew, 'Be killed.', runId => {
    torment.runId = runId
  })
  await torment.over()
  process.stderr.write('\n')
  const below = await branchesOf(crew, wild.played.state.runId)
  const findings = [
    ...(await verify(calm.played, wild.played, wild.seen, steps)),
    ...(await verifyTree(crew, wild.played, below, steps)),
    ...(await allEnded(crew)),
  ]
  report(torment, wild, [...wild.played.events, ...below.flatMap(({ events }) => events)], findings)
  return findings.every(({ holds }) => holds) && torment.kills.length === plan.kills ? 0 : 1
}

/** A step that hands out parts is in its middle when one of them is at work. */
function reachedStep({ step, part }: Place, steps: number): number | null {
  if (part) return step === 1 ? part.of : null
  return step < steps && callAt(step, steps).name === 'delegate' ? null : step
}

async function countWorkers(crew: Crew): Promise<number> {
  const rows = await crew.query<{ count: number }>(`SELECT count(*)::int AS count FROM "Worker"`)
  return rows[0]?.count ?? 0
}

interface Performance {
  played: Played
  seen: number[]
  seconds: number
  connections: number
}

async function playOnce(
  bed: Bed,
  crew: Crew,
  instructions: string,
  begin: (runId: string) => void,
): Promise<Performance> {
  const startedAt = performance.now()
  const { runId } = await bed.assign(instructions, {
    agent: 'Stubborn',
    budget: { tokens: 1_000_000_000 },
  })
  begin(runId)
  const viewer = watchRun(bed.address, { cookie: bed.cookie }, runId)
  let over = false
  const person = attend(bed, runId, () => over)
  await until('the end of the run', () => hasEnded(crew, runId), 20 * 60_000)
  const seconds = (performance.now() - startedAt) / 1_000
  over = true
  await person
  // The web process may just be coming back.
  await Promise.race([viewer.ended, pause(30_000)])
  viewer.leave()
  const events = await eventsOf(crew, runId)
  const state = foldRun(null, events)
  if (!state) throw new Error('The run has no log')
  const read = (path: string): Promise<string> => readText(bed, runId, path)
  return { played: { events, state, read }, seen: viewer.seen, seconds, connections: viewer.connections }
}

async function hasEnded(crew: Crew, runId: string): Promise<boolean> {
  const rows = await crew
    .query<{ endedAt: Date | null }>(`SELECT "endedAt" FROM "Run" WHERE "id" = $1`, [runId])
    .catch(() => [])
  return (rows[0]?.endedAt ?? null) !== null
}

async function readText(bed: Bed, runId: string, path: string): Promise<string> {
  const address = `${bed.address}/api/v1/runs/${runId}/files?path=${encodeURIComponent(path)}`
  const answer = await fetch(address, { headers: { cookie: bed.cookie } })
  return answer.ok ? await answer.text() : `(${answer.status})`
}

/** The sample that comes with a workspace may still be at work. */
async function allEnded(crew: Crew): Promise<Finding[]> {
  await until(
    'every run to end',
    async () => (await crew.query(`SELECT 1 FROM "Run" WHERE "endedAt" IS NULL`)).length === 0,
    60_000,
  ).catch(() => undefined)
  return [await verifyRows(crew)]
}

function report(
  torment: Torment,
  wild: Performance,
  tree: readonly RunEvent[],
  findings: readonly Finding[],
): void {
  const { events, state } = wild.played
  const times = recoveries(torment.kills, tree)
  const rows = (['worker', 'Postgres', 'web'] as Target[]).map(target => {
    const kills = torment.kills.filter(kill => kill.target === target)
    const found = kills.flatMap(kill => times.get(kill) ?? [])
    return `| ${target.padEnd(8)} | ${String(kills.length).padStart(5)} | ${ms(median(found))} | ${ms(Math.max(...found))} |`
  })
  const after = torment.kills.flatMap(kill => afterServer(kill, times.get(kill)))
  const repeats = repeatsOf(state, events)
  const out = [
    '',
    '| killed   | kills | back, median | back, at most |',
    '| -------- | ----: | -----------: | ------------: |',
    ...rows,
    `| … from when Postgres took connections | | ${ms(median(after))} | ${ms(Math.max(...after))} |`,
    '',
    `${wild.seconds.toFixed(1)} s, ${state.steps.length} steps, ${state.children.length} parts, ${state.approvals.length} words asked for, ${events.length} events, ${wild.connections} connections of the viewer`,
    `repeats: ${repeats.model} model calls and ${repeats.tools} tool calls whose first try was not recorded`,
    '',
    ...findings.map(({ promise, holds, detail }) => `${holds ? 'holds ' : 'BROKEN'}  ${promise}: ${detail}`),
    '',
  ]
  process.stdout.write(out.join('\n'))
}

/** How long a run took to go on once its database was back. */
function afterServer({ at, serverBackAt }: Kill, back: number | undefined): number[] {
  return serverBackAt === undefined || back === undefined ? [] : [Math.max(0, at + back - serverBackAt)]
}

function ms(value: number): string {
  return (Number.isFinite(value) ? `${Math.round(value)} ms` : '–').padStart(12)
}
