/** A run as a file to keep: the whole log as JSON, or the transcript as Markdown. */

import type { Actor } from '../accounts/actor'
import { reefVersion } from '../shared/version'
import { doingWords } from './call-words'
import type { RunEvent } from './events'
import { foldRun } from './fold'
import { nestedCalls } from './nested-calls'
import { usageTotalsOf } from './projection'
import { readRunEvents } from './repository'
import type { RunState, StepState } from './run-state'

export async function exportRun(actor: Actor, runId: string, format: 'json' | 'md'): Promise<Response> {
  const events = await readRunEvents(actor, runId, 0, 100_000)
  const isJson = format === 'json'
  const body = isJson ? toJson(runId, events) : toMarkdown(events)
  return new Response(body, {
    headers: {
      'content-type': isJson ? 'application/json' : 'text/markdown; charset=utf-8',
      'content-disposition': `attachment; filename="${runId}.${format}"`,
      'cache-control': 'no-store',
    },
  })
}

function toJson(runId: string, events: RunEvent[]): string {
  return JSON.stringify({ format: 'reef-run', version: 1, reef: reefVersion, runId, events }, null, 2)
}

/** The transcript for people: task, plan, each step with its calls, and what it cost. */
export function toMarkdown(events: RunEvent[]): string {
  const state = foldRun(null, events)
  if (!state) return ''
  const { created } = state
  const lines = [
    `# ${created.title}`,
    '',
    ...(state.model?.scripted
      ? ['> SCRIPTED: a demo whose model is scripted. Its tools really ran; its tokens are simulated.', '']
      : []),
    ...facts(state),
    '',
    '## Task',
    '',
    created.instructions,
    ...plan(state),
    '',
    '## Transcript',
  ]
  for (const item of state.history) {
    if (item.kind === 'message') lines.push('', `**${item.actor.name}:** ${item.text}`)
    else lines.push(...stepLines(state, state.steps[item.step - 1]))
  }
  lines.push(...checkLines(state))
  if (state.end) lines.push('', `## ${state.end.message}`)
  return `${lines.join('\n')}\n`
}

function facts(state: RunState): string[] {
  const usage = usageTotalsOf(state)
  const cost =
    usage.costUsd === null
      ? 'price unknown'
      : `$${usage.costUsd.toFixed(4)}${usage.costUnknown ? ' or more' : ''}`
  return [
    `- Run: ${state.runId}, attempt ${state.created.attempt}, ${state.status}`,
    `- Agent: ${state.created.recipe.agent.name}, model: ${state.model?.spec ?? 'none'}`,
    `- Tokens: ${usage.inputTokens} in (${usage.cacheReadTokens} from cache), ${usage.outputTokens} out · ${state.model?.scripted ? 'simulated' : cost}`,
  ]
}

const marks = { todo: ' ', doing: '~', done: 'x', failed: '!', skipped: '-' } as const

function plan(state: RunState): string[] {
  if (!state.plan) return []
  return ['', '## Plan', '', ...state.plan.steps.map(step => `- [${marks[step.status]}] ${step.title}`)]
}

function checkLines(state: RunState): string[] {
  const results = state.checkRounds.at(-1)?.results ?? []
  if (results.length === 0) return []
  const line = (one: (typeof results)[number]): string => `- [${one.passed ? 'x' : '!'}] ${one.name}`
  return ['', '## Checks', '', ...results.map(line)]
}

function stepLines(state: RunState, step: StepState | undefined): string[] {
  if (!step) return []
  const lines = ['', `### Step ${step.step}`]
  for (const part of step.parts) {
    if (part.type === 'text') lines.push('', part.text)
    if (part.type === 'reasoning') lines.push('', ...part.text.split('\n').map(line => `> ${line}`))
    if (part.type === 'tool-call') lines.push('', ...callLines(state, part.callId))
  }
  return lines
}

function callLines(state: RunState, callId: string): string[] {
  const call = state.toolCalls[callId]
  if (!call) return []
  const output = call.output ?? '(no result)'
  const fence = '`'.repeat(Math.max(3, longestTicks(output) + 1))
  const nested = nestedCalls(state, callId).map(
    made => `- ${doingWords(made)}${made.isError ? ' (failed)' : ''}`,
  )
  const script = nested.length > 0 ? ['Its script called:', '', ...nested, ''] : []
  return [`**${doingWords(call)}**${call.isError ? ' (failed)' : ''}`, '', ...script, fence, output, fence]
}

function longestTicks(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(ticks => ticks.length))
}
