/** `reef task`: assigns a task through the API and, with --follow, tells what happens until it ends or needs a person. */
import { unknownPriceReason } from '../budgets/estimate'
import { doingWords } from '../runs/call-words'
import type { RunEvent } from '../runs/events'
import { isEnded } from '../runs/rules'
import { eventPage, type RunDetail, runDetail } from '../runs/schema'
import { statusWords } from '../runs/words'
import { needsPerson } from '../tasks/rules'
import { startedTask } from '../tasks/schema'
import { type Api, openApi } from './api'
import type { Installation } from './installation'
import { CommandProblem } from './problem'

export type Assignment = {
  instructions: string
  agent: string | undefined
  /** Dollars, as typed. */
  budget: string | undefined
  /** A limit in tokens, as typed. */
  tokens: string | undefined
  follow: boolean
}

const betweenReads = 300

export async function assignTask(installation: Installation, assignment: Assignment): Promise<number> {
  const { instructions, agent, follow } = assignment
  if (instructions.trim() === '')
    throw new CommandProblem('Say what is to be done: reef task "<instructions>"')
  const budget = budgetOf(assignment)
  const api = openApi(installation)
  const body = {
    instructions,
    ...(agent ? { agent } : {}),
    ...(budget ? { budget } : {}),
  }
  const { task, run } = startedTask.parse(await api('POST', '/tasks', body))
  if (!run) throw new CommandProblem(`Task ${task.id} was made but not started.`)
  const page = `${installation.address}/runs/${run.id}`
  if (follow) return followRun(api, run.id, page)
  process.stdout.write(`${page}\n`)
  return 0
}

function budgetOf({ budget, tokens }: Assignment): { usd?: number; tokens?: number } | null {
  const usd = budget === undefined ? undefined : Number(budget.replace(/^\$/, ''))
  const count = tokens === undefined ? undefined : Number(tokens.replace(/[_,]/g, ''))
  if (usd !== undefined && !(usd > 0)) throw new CommandProblem(`"${budget}" is no amount of dollars.`)
  if (count !== undefined && !(Number.isInteger(count) && count > 0))
    throw new CommandProblem(`"${tokens}" is no number of tokens.`)
  if (usd === undefined && count === undefined) return null
  return { ...(usd === undefined ? {} : { usd }), ...(count === undefined ? {} : { tokens: count }) }
}

/** After one of these the run may be at rest. */
const rests: ReadonlySet<RunEvent['type']> = new Set([
  'run-ended',
  'run-waiting',
  'run-paused',
  'question-asked',
])

/**
 * Prints the run's events as they come. The exit code is 0 when it succeeded. Throws CommandProblem when the run wants
 * what a terminal cannot give: an answer, a key, more budget.
 */
async function followRun(api: Api, runId: string, page: string): Promise<number> {
  for (let after = 0; ; await new Promise(resolve => setTimeout(resolve, betweenReads))) {
    const { events, next } = eventPage.parse(await api('GET', `/runs/${runId}/events?after=${after}`))
    after = next
    for (const line of events.flatMap(tell)) process.stdout.write(`${line}\n`)
    if (!events.some(event => rests.has(event.type))) continue
    const run = runDetail.parse(await api('GET', `/runs/${runId}`))
    if (needsPerson(run)) throw new CommandProblem(`${wantOf(run)}\nGo on at ${page}`)
    if (!isEnded(run.status)) continue
    const { inputTokens, outputTokens, costUsd } = run.usage
    const cost = costUsd === null ? 'cost unknown' : `$${costUsd.toFixed(4)}`
    process.stdout.write(`${run.status}: ${inputTokens} tokens in, ${outputTokens} out, ${cost}\n`)
    return run.status === 'succeeded' ? 0 : 1
  }
}

function wantOf(run: RunDetail): string {
  const words = [`${statusWords(run)}.`, run.reason].filter(Boolean).join(' ')
  return run.reason === unknownPriceReason ? `${words} Assign it with --tokens instead of --budget.` : words
}

function tell(event: RunEvent): string[] {
  switch (event.type) {
    case 'model-replied':
      return event.data.parts.flatMap(part => {
        if (part.type === 'text') return [part.text]
        return part.type === 'tool-call' ? [`· ${doingWords(part)}`] : []
      })
    case 'model-failed':
      return [`! ${event.data.error.message}`]
    case 'tool-finished':
      return event.data.isError ? [`! ${event.data.output.split('\n')[0]}`] : []
    case 'plan-changed':
      return event.data.steps.filter(step => step.status === 'doing').map(step => `→ ${step.title}`)
    case 'question-asked':
      return [`? ${[event.data.question, ...event.data.choices].join('\n  - ')}`]
    case 'run-waiting':
      return [`waiting for ${event.data.for}: ${event.data.reason}`]
    case 'run-ended':
      return [event.data.message].filter(Boolean)
    default:
      return []
  }
}
