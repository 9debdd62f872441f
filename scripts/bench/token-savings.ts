/** What each way to send less saves: twelve scripted tasks on a real engine, counted and priced with it and without it. */
import fs from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { applyMigrations, readMigrations } from '../../lib/db/migrate'
import { startPostgres } from '../../lib/db/postgres-server'
import { type BlockCache, createBlockCache } from '../../lib/engine/testing/block-cache'
import { type EngineBed, openEngineBed } from '../../lib/engine/testing/engine-bed'
import type { Answer, Exchange } from '../../lib/engine/testing/model-server'
import { webFetchUnder } from '../../lib/engine/tools/web-fetch'
import { priceCall } from '../../lib/usage/price'
import { noUsage } from '../../lib/usage/rules'
import { webPolicy } from '../../lib/web/fetch'
import type { Measurement } from './figures'
import { openOffice } from './office'
import { type ChatBody, chatBody, taskWords } from './quick-model'
import { assignTokenTask } from './token-launch'
import { type IsOn, type TokenTask, techniqueNames, tokenTasks } from './token-tasks'

/** One task under some techniques. */
export interface Spent {
  calls: number
  input: number
  cached: number
  output: number
  micros: number
}

/** Prices of a fixed day: gpt-5 for work, gpt-5-mini for small jobs. */
const pricedAt = new Date('2026-11-02T12:00:00Z')

export async function measureTokenSavings(root: string): Promise<Measurement[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reef-tokens-'))
  fs.chmodSync(folder, 0o711)
  const postgres = await startPostgres({ folder: path.join(folder, 'postgres'), disposable: true })
  const url = postgres.url('postgres')
  await applyMigrations(url, readMigrations(path.join(root, 'prisma', 'migrations')))
  const bed = await openEngineBed({ url, drop: async () => undefined })
  const site = await openSite()
  try {
    return await compare(bed, site.address)
  } finally {
    site.close()
    await bed.close()
    await postgres.stop()
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

async function compare(bed: EngineBed, site: string): Promise<Measurement[]> {
  const without = await workAll(bed, site, () => false)
  const withAll = await workAll(bed, site, () => true)
  const rows = tokenTasks.map((task, index) => [
    task.name,
    ...cells(without[index]),
    ...cells(withAll[index]),
  ])
  const heads = ['task', 'calls', 'input', 'cached', 'output', '$', 'calls', 'input', 'cached', 'output', '$']
  process.stdout.write(`\nEach task without and with everything:\n${table([heads, ...rows])}\n`)
  const alone: string[][] = []
  for (const technique of techniqueNames) {
    const off = await workAll(bed, site, name => name !== technique)
    const changed = tokenTasks.filter(
      (_, index) =>
        off[index]?.input !== withAll[index]?.input || off[index]?.micros !== withAll[index]?.micros,
    )
    const some = (all: Spent[]) =>
      sum(all.filter((_, index) => changed.includes(tokenTasks[index] as TokenTask)))
    alone.push([
      technique,
      String(changed.length),
      ...cells(some(off)),
      ...cells(some(withAll)),
      saved(some(off), some(withAll)),
    ])
  }
  process.stdout.write(
    `\nEach technique off, the others on, over the tasks that it changes:\n${table([['technique', 'tasks', ...heads.slice(1), 'saved'], ...alone])}\n`,
  )
  const [before, after] = [sum(without), sum(withAll)]
  const search = await compareSearch(bed, site)
  const detail = `$${dollars(before.micros)} without, $${dollars(after.micros)} with; ${before.input} and ${after.input} input tokens, ${before.calls} and ${after.calls} calls; gpt-5 prices`
  return [{ figure: 'twelveTasks', value: (after.micros / before.micros) * 100, detail }, search]
}

/** A large catalogue of tools, listed in every request and found by a search. */
async function compareSearch(bed: EngineBed, site: string): Promise<Measurement> {
  const office = await openOffice(bed)
  try {
    const [listed = none] = await workAll(bed, site, name => name !== 'search', [office.task])
    const [searched = none] = await workAll(bed, site, () => true, [office.task])
    const heads = [`${office.tools} tools`, 'calls', 'input', 'cached', 'output', '$']
    const rows = [heads, ['listed', ...cells(listed)], ['searched', ...cells(searched)]]
    process.stdout.write(`\nA catalogue of tools, ${saved(listed, searched)} saved:\n${table(rows)}\n`)
    const detail = `$${dollars(listed.micros)} listed, $${dollars(searched.micros)} searched; ${listed.input} and ${searched.input} input tokens, ${listed.calls} and ${searched.calls} calls; ${office.tools} tools`
    return { figure: 'toolSearch', value: (searched.micros / listed.micros) * 100, detail }
  } finally {
    await office.close()
  }
}

async function workAll(
  bed: EngineBed,
  site: string,
  isOn: IsOn,
  tasks: readonly TokenTask[] = tokenTasks,
): Promise<Spent[]> {
  const host = new URL(site).host
  const worker = await bed.startWorker({
    tools: [webFetchUnder({ ...webPolicy, allowPrivate: [host] })],
    techniques: {
      once: isOn('once'),
      files: isOn('files'),
      scripts: isOn('scripts'),
      search: isOn('search'),
    },
  })
  const spent: Spent[] = []
  for (const task of tasks) spent.push(await workOne(bed, site, task, isOn))
  await worker.stop()
  return spent
}

async function workOne(bed: EngineBed, site: string, task: TokenTask, isOn: IsOn): Promise<Spent> {
  const play = new Play(task, isOn, site)
  bed.server.respond(exchange => play.answer(exchange))
  const runId = await assignTokenTask(bed, task, isOn)
  const state = await bed.until(runId, ({ endedAt }) => endedAt !== null, 120_000)
  if (state.status !== 'succeeded')
    throw new Error(`"${task.name}" ended as ${state.status}: ${state.end?.message}`)
  return play.spent
}

/** The model's part in one task, and what it comes to. */
class Play {
  readonly spent: Spent = { calls: 0, input: 0, cached: 0, output: 0, micros: 0 }
  private readonly caches = new Map<string, BlockCache>()
  private readonly steps = new Map<string, number>()
  private early = 0

  constructor(
    private readonly task: TokenTask,
    private readonly isOn: IsOn,
    private readonly site: string,
  ) {}

  answer(exchange: Exchange): Answer {
    const body = chatBody(exchange)
    if (!body) return { raw: { pieces: ['{"object":"list","data":[]}'] } }
    const said = this.say(body)
    const output = encode(JSON.stringify(said)).length
    const cache = this.caches.get(body.model) ?? createBlockCache()
    this.caches.set(body.model, cache)
    const { input, read } = cache.count(body)
    this.book(body.model, input, read, output)
    return { reply: { ...said, usage: { input, cacheRead: read, output } } }
  }

  private say(body: ChatBody): { text?: string; toolCalls?: { id: string; name: string; input: unknown }[] } {
    if (!body.tools?.length)
      return { text: 'Facts: every round passed. Next action: go on with the next round.' }
    const words = taskWords(body)
    const key = words.slice(0, 200)
    const step = this.steps.get(key) ?? 0
    const calls = words.includes('[part]')
      ? (this.task.partCalls ?? [])
      : this.task.calls(this.isOn, this.site)
    const isEarly =
      this.early < (this.task.tooEarly ?? 0) && step === (this.early + 1) * 1 && !words.includes('[part]')
    if (isEarly) {
      this.early += 1
      return { text: 'It is finished.' }
    }
    this.steps.set(key, step + 1)
    const call = calls[step]
    if (!call) return { text: 'Everything is done, and the result is in the work folder.' }
    return {
      ...(this.task.says ? { text: this.task.says } : {}),
      toolCalls: [{ id: `call_${this.spent.calls}`, ...call }],
    }
  }

  private book(model: string, input: number, read: number, output: number): void {
    const usage = { ...noUsage, inputFresh: input - read, cacheRead: read, outputText: output }
    const modelId = model.includes('mini') ? 'gpt-5-mini' : 'gpt-5'
    const { micros } = priceCall({ vendor: 'openai', baseUrl: null, modelId, usage, at: pricedAt })
    if (micros === null) throw new Error(`${modelId} has no price`)
    this.spent.calls += 1
    this.spent.input += input
    this.spent.cached += read
    this.spent.output += output
    this.spent.micros += micros
  }
}

/** Pages of a shop, as real ones are: much around the line that counts. */
async function openSite(): Promise<{ address: string; close(): void }> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(request.url === '/catalogue' ? catalogue() : product(Number(request.url?.split('/').at(-1))))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { address: `http://127.0.0.1:${port}`, close: () => server.close() }
}

function catalogue(): string {
  const items = Array.from(
    { length: 400 },
    (_, index) =>
      `<p>Item ${index} is kept in hall ${index % 9} and sold by the piece. Price of item ${index}: ${index * 3} euro.</p>`,
  )
  return `<html><head><title>Catalogue</title></head><body><article><h1>Catalogue</h1>${items.join('\n')}</article></body></html>`
}

function product(index: number): string {
  const story = Array.from(
    { length: 30 },
    (_, line) =>
      `<p>Paragraph ${line} tells how product ${index} is made, by whom, and how it is looked after for years.</p>`,
  )
  return `<html><head><title>Product ${index}</title></head><body><article><h1>Product ${index}</h1>${story.join('\n')}<p>Price: ${index * 11} euro</p></article></body></html>`
}

const none: Spent = { calls: 0, input: 0, cached: 0, output: 0, micros: 0 }

function sum(all: readonly Spent[]): Spent {
  const add = (key: keyof Spent) => all.reduce((total, one) => total + one[key], 0)
  return {
    calls: add('calls'),
    input: add('input'),
    cached: add('cached'),
    output: add('output'),
    micros: add('micros'),
  }
}

function cells({ calls, input, cached, output, micros }: Spent = none): string[] {
  return [String(calls), String(input), String(cached), String(output), dollars(micros)]
}

function saved(before: Spent, after: Spent): string {
  return before.micros === 0 ? '–' : `${Math.round((1 - after.micros / before.micros) * 100)} %`
}

function dollars(micros: number): string {
  return (micros / 1_000_000).toFixed(4)
}

function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...others] = rows
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...others.map(line)].join(
    '\n',
  )
}
