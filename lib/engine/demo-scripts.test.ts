import { readFile } from 'node:fs/promises'
import { Bash } from 'just-bash'
import { describe, expect, test } from 'vitest'
import type { ModelMessage, ToolCallPart, ToolResultPart } from '../runs/message'
import { penguins } from './demo/penguins'
import { weather } from './demo/weather'
import { demoScripts, findDemo } from './demo-scripts'
import { callModel } from './model'
import { openModel } from './provider-models'
import { type Script, scriptProblems } from './script'
import { scriptedHandle } from './scripted-model'

function demoFiles(script: Script): Promise<{ path: string; content: string }[]> {
  return Promise.all(
    script.files.map(async file => ({
      path: file.path,
      content: await readFile(`node_modules/${file.from}`, 'utf8'),
    })),
  )
}

/** Plays a script to its end, running its tools for real in a sandbox with the script's files. */
async function play(script: Script, adapt: (bash: Bash) => void = () => undefined) {
  const bash = new Bash({ cwd: '/workspace' })
  for (const file of await demoFiles(script)) await bash.writeFile(`/workspace/${file.path}`, file.content)
  adapt(bash)
  const messages: ModelMessage[] = [
    { role: 'user', text: `${script.instructions}\n\nFiles in the work folder:\n- x` },
  ]
  const calls: ToolCallPart[] = []
  for (let turn = 0; turn < 30; turn += 1) {
    // A new handle each turn: the model keeps nothing of its own.
    const handle = scriptedHandle({ ...script, pace: { pieceLength: 40, pieceMs: 0 } })
    const outcome = await callModel(handle, { instructions: 'x', tools: [], messages })
    if (!outcome.ok) throw new Error(outcome.error.message)
    messages.push({ role: 'assistant', parts: outcome.parts })
    const asked = outcome.parts.filter(part => part.type === 'tool-call')
    calls.push(...asked)
    if (outcome.finishReason === 'stop') return { bash, messages, calls, turns: turn + 1 }
    const results: ToolResultPart[] = []
    for (const call of asked) results.push(await run(bash, call))
    messages.push({ role: 'tool', results })
  }
  throw new Error('The script does not end')
}

async function run(bash: Bash, call: ToolCallPart): Promise<ToolResultPart> {
  const input = call.input as Record<string, string>
  const result = (output: string, isError = false) => ({
    callId: call.callId,
    name: call.name,
    output,
    isError,
  })
  if (call.name === 'write') {
    await bash.writeFile(`/workspace/${input.path}`, input.content ?? '')
    return result('written')
  }
  if (call.name === 'edit') {
    const path = `/workspace/${input.path}`
    const before = await bash.readFile(path)
    if (before.split(input.old_string ?? '').length !== 2) return result('not found once', true)
    await bash.writeFile(path, before.replace(input.old_string ?? '', input.new_string ?? ''))
    return result('edited')
  }
  if (call.name !== 'bash') return result('ok')
  const { stdout, stderr, exitCode } = await bash.exec(input.command ?? '')
  return result(`${stdout}${stderr}`, exitCode !== 0)
}

function finalText(messages: ModelMessage[]): string {
  const last = messages.at(-1)
  return last?.role === 'assistant'
    ? last.parts.map(part => (part.type === 'text' ? part.text : '')).join('')
    : ''
}

async function rows(script: Script): Promise<string[][]> {
  const [file] = await demoFiles(script)
  return (file?.content ?? '')
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.split(','))
}

test.each(demoScripts.map(script => [script.name, script] as const))(
  '%s: all links lead somewhere',
  (_name, script) => {
    expect(scriptProblems(script)).toEqual([])
  },
)

describe('penguins', () => {
  test('the report holds the numbers that the data give', async () => {
    const { bash, messages, calls } = await play(penguins)
    const birds = (await rows(penguins)).filter(row => row[5] !== 'NaN')
    const lines = ['Adelie', 'Chinstrap', 'Gentoo'].map(species => {
      const own = birds.filter(row => row[0] === species)
      const mean = (column: number) =>
        (own.reduce((sum, row) => sum + Number(row[column]), 0) / own.length).toFixed(1)
      const heaviest = Math.max(...own.map(row => Number(row[5])))
      return `| ${species} | ${own.length} | ${mean(5)} | ${mean(4)} | ${mean(2)} | ${heaviest} |`
    })
    const report = await bash.readFile('/workspace/report.md')
    for (const line of lines) expect(report).toContain(line)
    expect(report).toContain('Source: penguins.csv, 344 birds. Status: checked')
    expect(finalText(messages)).toBe(
      'Done. **report.md** compares the species. Gentoo are the heaviest on average; Gentoo weigh 5076.0 g. 2 birds without measures are left out, and the counts agree: counted 342 + left out 2 = birds 344.',
    )
    expect(new Set(calls.map(call => call.name))).toEqual(new Set(['plan', 'bash', 'write', 'edit']))
    expect(new Set(calls.map(call => call.callId)).size).toBe(calls.length)
  })

  test('a command really fails on the way, and the script goes round it', async () => {
    const { messages } = await play(penguins)
    const failed = messages.flatMap(message =>
      message.role === 'tool' ? message.results.filter(result => result.isError) : [],
    )
    expect(failed).toMatchObject([{ name: 'bash', output: 'bash: csvstat: command not found\n' }])
  })

  test('other data, another way: without gaps nothing is left out', async () => {
    const full =
      (await demoFiles(penguins))[0]?.content
        .split('\n')
        .filter(line => !line.includes('NaN'))
        .join('\n') ?? ''
    const { messages, calls } = await play(
      penguins,
      bash => void bash.writeFile('/workspace/penguins.csv', full),
    )
    expect(finalText(messages)).toContain(
      '0 birds without measures are left out, and the counts agree: counted 342 + left out 0 = birds 342.',
    )
    expect(JSON.stringify(messages)).toContain('No gaps. I write the analysis.')
    expect(calls.length).toBeGreaterThan(10)
  })
})

describe('weather', () => {
  test('the report holds the numbers that the data give', async () => {
    const { bash, messages } = await play(weather)
    const months = new Map<string, { rain: number; days: number; high: number }>()
    for (const [city, date = '', rain, high] of await rows(weather)) {
      const key = `${city},${date.slice(5, 7)}`
      const sum = months.get(key) ?? { rain: 0, days: 0, high: 0 }
      months.set(key, { rain: sum.rain + Number(rain), days: sum.days + 1, high: sum.high + Number(high) })
    }
    const figures = Array.from(months, ([key, sum]) => ({
      key,
      rain: sum.rain / (sum.days / 30.4),
      high: sum.high / sum.days,
    }))
    const [wettest] = figures.sort((a, b) => b.rain - a.rain)
    const [city, month] = wettest?.key.split(',') ?? []
    const rain = wettest?.rain.toFixed(1)
    expect(await bash.readFile('/workspace/report.md')).toContain(
      `| ${month} | ${rain} | ${wettest?.high.toFixed(1)} |`,
    )
    expect(finalText(messages)).toBe(
      `Done. **report.md** has the three wettest months of each city. The wettest of all is month ${month} in ${city}, with ${rain} mm.`,
    )
  })
})

describe('the scripted model', () => {
  const ask = (text: string) => ({
    instructions: 'x',
    tools: [],
    messages: [{ role: 'user' as const, text }],
  })

  test('refuses every other task by name', async () => {
    const outcome = await callModel(scriptedHandle(penguins), ask('Write me a poem about penguins'))
    expect(outcome).toMatchObject({ ok: false, parts: [], error: { code: 'bad-request', retryable: false } })
    expect(outcome.ok || outcome.error.message).toContain('cannot think. Connect a model for other tasks.')
    expect(outcome.ok || outcome.usage).toBeUndefined()
  })

  test('is opened like any other model', async () => {
    const handle = await openModel({ vendor: 'demo', modelId: 'weather', baseUrl: null, apiKey: null })
    expect(handle).toMatchObject({ kind: 'scripted', vendor: 'demo', modelId: 'weather' })
    expect(await callModel(handle, ask(weather.instructions))).toMatchObject({
      ok: true,
      finishReason: 'tool-calls',
    })
    expect(findDemo('nothing')).toBeUndefined()
  })

  test('gives the same answer to the same history, with ids that differ from turn to turn', async () => {
    const { messages } = await play(weather)
    const half = messages.slice(0, 5)
    const request = { instructions: 'x', tools: [], messages: half }
    const first = await callModel(
      scriptedHandle({ ...weather, pace: { pieceLength: 3, pieceMs: 0 } }),
      request,
    )
    const second = await callModel(scriptedHandle(weather), request)
    expect(second.parts).toEqual(first.parts)
    expect(messages[5]).toMatchObject({ parts: first.parts })
  })

  test('simulates usage with a prefix cache', async () => {
    const { messages } = await play(weather)
    const first = await callModel(scriptedHandle(weather), {
      instructions: 'x',
      tools: [],
      messages: messages.slice(0, 1),
    })
    const second = await callModel(scriptedHandle(weather), {
      instructions: 'x',
      tools: [],
      messages: messages.slice(0, 3),
    })
    if (!first.ok || !second.ok) throw new Error('no answer')
    expect(first.usage.cacheRead).toBe(0)
    expect(second.usage.cacheRead).toBe(first.usage.inputFresh)
    expect(second.usage.inputFresh).toBeGreaterThan(0)
    expect(second.usage.outputText).toBeGreaterThan(0)
  })

  test('talks at its pace and stops when it is told to', async () => {
    const slow = { ...penguins, pace: { pieceLength: 1, pieceMs: 20 } }
    const stop = new AbortController()
    let heard = ''
    const outcome = await callModel(scriptedHandle(slow), ask(penguins.instructions), {
      signal: stop.signal,
      onDelta: delta => {
        heard += delta.text
        if (heard.length === 3) stop.abort()
      },
    })
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: 'aborted' },
      parts: [{ type: 'reasoning', text: 'A t' }],
    })
    expect(outcome.timing.totalMs).toBeGreaterThan(40)
    expect(outcome.timing.totalMs).toBeLessThan(2000)
  })
})
