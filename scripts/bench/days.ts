/**
 * Three days of work in minutes: one run of 5,000 steps against a real database and a real model server, on a clock
 * that the model's answers move on. Ten times the provider is away for half an hour.
 */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import v8 from 'node:v8'
import vm from 'node:vm'
import { createAgent } from '../../lib/agents/repository'
import { createAgentInput } from '../../lib/agents/schema'
import { applyMigrations, readMigrations } from '../../lib/db/migrate'
import { startPostgres } from '../../lib/db/postgres-server'
import { openRealServices } from '../../lib/engine/real-services'
import { openSession } from '../../lib/engine/run-session'
import { Runner } from '../../lib/engine/runner'
import type { EngineServices } from '../../lib/engine/services'
import { type EngineBed, openEngineBed } from '../../lib/engine/testing/engine-bed'
import type { Answer, Exchange } from '../../lib/engine/testing/model-server'
import { openRunQueue } from '../../lib/queue/run-queue'
import { loadRunState } from '../../lib/runs/log/repository'
import { NewsDesk } from '../../lib/runs/news'
import { isEnded } from '../../lib/runs/rules'
import type { RunState } from '../../lib/runs/run-state'
import type { Measurement } from './figures'
import { chatBody } from './quick-model'
import { digits, median } from './statistics'

const steps = Number(process.env.REEF_BENCH_STEPS ?? 5_000)
const hours = 72
const outages = 10
const outageMs = 30 * 60_000
/** Medians are taken over so many steps; memory is looked at as often. */
const stretch = Math.max(1, Math.floor(steps / 10))

export async function measureDays(root: string): Promise<Measurement[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reef-days-'))
  fs.chmodSync(folder, 0o711)
  const postgres = await startPostgres({ folder: path.join(folder, 'postgres'), disposable: true })
  const url = postgres.url('postgres')
  await applyMigrations(url, readMigrations(path.join(root, 'prisma', 'migrations')))
  const bed = await openEngineBed({ url, drop: async () => undefined })
  try {
    return await workForDays(bed)
  } finally {
    await bed.close()
    await postgres.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

async function workForDays(bed: EngineBed): Promise<Measurement[]> {
  const clock = new MovedClock()
  const play = new Play(bed, clock)
  bed.server.respond(exchange => play.answer(exchange))
  const agent = createAgentInput.parse({
    name: 'Patient',
    instructions: 'Work for as long as it takes.',
    tools: ['bash', 'read', 'write', 'edit'],
    limits: { steps: steps * 2, wallMs: hours * 2 * 3_600_000 },
  })
  await createAgent(bed.actor, agent)
  const runId = await bed.assign('Keep the records of three days.', { agent: 'Patient' })
  const queue = await openRunQueue(bed.url, 'sender')
  const { db } = bed
  const services = await openRealServices({
    workerId: 'worker_of_days',
    db,
    queue,
    news: new NewsDesk(async () => undefined),
    budgetNews: { version: 1 },
    switches: { over: () => undefined, refresh: async () => undefined },
    isWatched: () => false,
  })
  clock.begin()
  try {
    const state = await workUntilEnded(services, runId, clock)
    return play.figures(state, clock)
  } finally {
    clock.end()
    await services.sandbox.close()
    await queue.close()
  }
}

/** Plays the worker: takes the run up, and when it waits for a time, lets that time pass. */
async function workUntilEnded(services: EngineServices, runId: string, clock: MovedClock): Promise<RunState> {
  for (;;) {
    const session = await openSession(services, runId)
    const runner = session && new Runner(session)
    if (runner && (await runner.claim(async () => false))) await runner.work()
    const state = await loadRunState(services.db, runId)
    if (!state || isEnded(state.status)) return state as RunState
    if (!state.waiting?.until) throw new Error(`The run waits for ${JSON.stringify(state.waiting)}`)
    clock.moveTo(Date.parse(state.waiting.until) + 1)
  }
}

/** The model's part, and what is read while it plays. */
class Play {
  private step = 0
  private awayUntil = 0
  private outage = 0
  private refusals = 0
  private last: Exchange | undefined
  private readonly gaps: number[] = []
  private readonly memory: number[] = []
  private summaries = 0

  constructor(
    private readonly bed: EngineBed,
    private readonly clock: MovedClock,
  ) {}

  answer(exchange: Exchange): Answer {
    const body = chatBody(exchange)
    if (!body) return { raw: { pieces: ['{"object":"list","data":[]}'] } }
    const input = Math.ceil(JSON.stringify(body.messages).length / 4)
    // What is asked without tools is a summary of what was.
    if (!body.tools?.length) {
      this.summaries += 1
      return {
        reply: {
          text: 'Records were kept, one a step, and nothing went wrong.',
          usage: { input, output: 20 },
        },
      }
    }
    if (this.isAway()) return { raw: { status: 503, pieces: ['{"error":{"message":"overloaded"}}'] } }
    this.note(exchange)
    this.step += 1
    this.clock.pass((hours * 3_600_000 - outages * outageMs) / steps)
    this.bed.server.exchanges.length = 0
    const usage = { input, output: 60 }
    if (this.step > steps) return { reply: { text: 'All records are kept.', usage } }
    const command = `echo "record ${this.step}: ${text(this.step)}" | tee -a records/${this.step % 40}.txt`
    return { reply: { toolCalls: [{ id: `call_${this.step}`, name: 'bash', input: { command } }], usage } }
  }

  /** One outage in each tenth of the work; it lasts by the moved clock. */
  private isAway(): boolean {
    if (this.outage < outages && this.step >= (this.outage + 0.5) * (steps / outages)) {
      this.outage += 1
      this.awayUntil = Date.now() + outageMs
    }
    const isAway = Date.now() < this.awayUntil
    if (isAway) this.refusals += 1
    return isAway
  }

  private note(exchange: Exchange): void {
    const since = this.last?.answeredAt
    // A gap in which a retry was waited for is not a step's own time.
    if (since !== undefined && this.awayUntil < Date.now() - 1) this.gaps.push(exchange.arrivedAt - since)
    this.last = exchange
    if (this.step > 0 && this.step % stretch === 0) {
      collectGarbage()
      this.memory.push(process.memoryUsage().heapUsed / 1e6)
      process.stderr.write(`${this.step} `)
    }
  }

  figures(state: RunState, clock: MovedClock): Measurement[] {
    const [first, end] = [this.gaps.slice(0, stretch), this.gaps.slice(-stretch)].map(median)
    const [begun = 1, last = 1] = [this.memory[0], this.memory.at(-1)]
    const days = `${digits(clock.passedMs / 3_600_000)} simulated hours, ${state.steps.length} steps, ${state.compactions.length} compactions, ${this.outage} outages with ${this.refusals} refused calls, ${state.status}`
    return [
      {
        figure: 'daysStep',
        value: (end ?? Number.NaN) / (first ?? Number.NaN),
        detail: `${digits(first ?? 0)} ms in the first ${stretch} steps, ${digits(end ?? 0)} ms in the last; ${days}`,
      },
      {
        figure: 'daysMemory',
        value: last / begun,
        detail: `heap after collection ${this.memory.map(digits).join(', ')} MB, looked at every ${stretch} steps`,
      },
    ]
  }
}

function text(step: number): string {
  return Array.from({ length: 12 }, (_, index) => `value ${(step * 7919 + index * 104_729) % 99_991}`).join(
    ', ',
  )
}

/** The clock of this process, moved on by hand: what `new Date()` and `Date.now()` tell. Timers stay real. */
class MovedClock {
  private readonly real = Date
  private ahead = 0

  get passedMs(): number {
    return this.ahead
  }

  begin(): void {
    const { real } = this
    const now = (): number => real.now() + this.ahead
    globalThis.Date = new Proxy(real, {
      construct: (target, args, self) =>
        Reflect.construct(target, args.length === 0 ? [now()] : args, self) as object,
      get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
    })
  }

  pass(milliseconds: number): void {
    this.ahead += milliseconds
  }

  moveTo(time: number): void {
    this.ahead = Math.max(this.ahead, time - this.real.now())
  }

  end(): void {
    globalThis.Date = this.real
  }
}

function collectGarbage(): void {
  v8.setFlagsFromString('--expose-gc')
  const collect: unknown = vm.runInNewContext('gc')
  if (typeof collect === 'function') collect()
}
