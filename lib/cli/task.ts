/** `reef task`: assigns a task through the API and, with --follow, tells what happens until it ends. */
import { describeCall } from '../runs/activity'
import type { RunEvent } from '../runs/events'
import { isEnded } from '../runs/rules'
import { eventPage, runDetail } from '../runs/schema'
import { startedTask } from '../tasks/schema'
import { type Api, openApi } from './api'
import type { Installation } from './installation'
import { CommandProblem } from './problem'

export type Assignment = {
  instructions: string
  agent: string | undefined
  /** Dollars, as typed. */
  budget: string | undefined
  follow: boolean
}

const betweenReads = 300

export async function assignTask(installation: Installation, assignment: Assignment): Promise<number> {
  const { instructions, agent, budget, follow } = assignment
  const usd = budget === undefined ? undefined : Number(budget.replace(/^\$/, ''))
  if (instructions.trim() === '')
    throw new CommandProblem('Say what is to be done: reef task "<instructions>"')
  if (usd !== undefined && !(usd > 0)) throw new CommandProblem(`"${budget}" is no amount of dollars.`)
  const api = openApi(installation)
  const body = {
    instructions,
    ...(agent ? { agent } : {}),
    ...(usd === undefined ? {} : { budget: { usd } }),
  }
  const { task, run } = startedTask.parse(await api('POST', '/tasks', body))
  if (!run) throw new CommandProblem(`Task ${task.id} was made but not started.`)
  if (follow) return followRun(api, run.id)
  process.stdout.write(`${installation.address}/runs/${run.id}\n`)
  return 0
}

/** Prints the run's events as they come. The exit code is 0 when it succeeded. */
async function followRun(api: Api, runId: string): Promise<number> {
  for (let after = 0; ; await new Promise(resolve => setTimeout(resolve, betweenReads))) {
    const { events, next } = eventPage.parse(await api('GET', `/runs/${runId}/events?after=${after}`))
    after = next
    for (const line of events.flatMap(tell)) process.stdout.write(`${line}\n`)
    if (!events.some(event => event.type === 'run-ended')) continue
    const run = runDetail.parse(await api('GET', `/runs/${runId}`))
    const { inputTokens, outputTokens, costUsd } = run.usage
    const cost = costUsd === null ? 'cost unknown' : `$${costUsd.toFixed(4)}`
    process.stdout.write(`${run.status}: ${inputTokens} tokens in, ${outputTokens} out, ${cost}\n`)
    return isEnded(run.status) && run.status === 'succeeded' ? 0 : 1
  }
}

function tell(event: RunEvent): string[] {
  switch (event.type) {
    case 'model-replied':
      return event.data.parts.flatMap(part => {
        if (part.type === 'text') return [part.text]
        return part.type === 'tool-call' ? [`· ${describeCall(part)}`] : []
      })
    case 'model-failed':
      return [`! ${event.data.error.message}`]
    case 'tool-finished':
      return event.data.isError ? [`! ${event.data.output.split('\n')[0]}`] : []
    case 'plan-changed':
      return event.data.steps.filter(step => step.status === 'doing').map(step => `→ ${step.title}`)
    case 'run-waiting':
      return [`waiting for ${event.data.for}: ${event.data.reason}`]
    case 'run-ended':
      return [event.data.message].filter(Boolean)
    default:
      return []
  }
}
