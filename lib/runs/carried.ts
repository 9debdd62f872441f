/** What the model reads in place of steps that are told shorter: a summary, and word for word what must not be lost. Pure. */
import { sum, tokensOf } from './context-size'
import type { PlanStep } from './events'
import type { Compaction, RunMessage, RunState, StepState } from './run-state'

/** Characters of the last step that a fresh start repeats, for each text and result. */
const lastStepCharacters = 2_000
/** Characters of one person's message that are repeated; the rest of a longer one is in the log. */
const messageCharacters = 8_000

/** The text that stands for everything through `compaction.throughStep`. */
export function carriedText(state: RunState, compaction: Compaction): string {
  const { throughStep, summary, kind, planRevision = 0 } = compaction
  const plan = planRevision > 0 ? state.planRevisions.find(one => one.revision === planRevision) : undefined
  const parts = [
    `[Steps 1 to ${throughStep} are told shorter from here on. Long results of theirs lie in /workspace/.reef/outputs. The task above holds unchanged.]`,
    summary && `Summary of those steps:\n${summary}`,
    titled('What people said meanwhile, word for word', messagesThrough(state, throughStep).map(messageLine)),
    titled('Questions you asked, and the answers', answersThrough(state, throughStep)),
    plan && titled(`The plan (revision ${plan.revision})`, plan.steps.map(planLine)),
    ...skillsThrough(state, throughStep),
    kind === 'handoff' && lastStepWords(state, state.steps[throughStep - 1]),
    'Go on with the exact next action. Do not do again what is done.',
  ]
  return parts.filter(Boolean).join('\n\n')
}

/** Roughly what the text will take beside its summary. */
export function carriedTokens(state: RunState, throughStep: number): number {
  const texts = [
    ...messagesThrough(state, throughStep).map(messageLine),
    ...answersThrough(state, throughStep),
    ...(state.plan?.steps.map(planLine) ?? []),
    ...skillsThrough(state, throughStep),
  ]
  return tokensOf(sum(texts.map(text => text.length)) + 600)
}

function titled(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${title}:\n${lines.join('\n')}`
}

/** Messages that came before the end of that step. Reef's own are left to the summary. */
function messagesThrough(state: RunState, throughStep: number): RunMessage[] {
  const end = state.history.findIndex(item => item.kind === 'step' && item.step > throughStep)
  const before = end < 0 ? state.history : state.history.slice(0, end)
  // Words that came with a step stand before it; those before the first step that is kept belong to that one.
  const lastTold = before.findLastIndex(item => item.kind === 'step')
  return before
    .slice(0, lastTold + 1)
    .flatMap(item => (item.kind === 'message' && item.cause === undefined ? [item] : []))
}

function messageLine({ text, actor }: RunMessage): string {
  const cut = text.length > messageCharacters ? `${text.slice(0, messageCharacters)} […]` : text
  return `- ${actor.name}: ${cut}`
}

function callsThrough(state: RunState, throughStep: number) {
  return state.steps
    .slice(0, throughStep)
    .flatMap(step => step.toolCallIds.flatMap(id => state.toolCalls[id] ?? []))
}

function answersThrough(state: RunState, throughStep: number): string[] {
  return callsThrough(state, throughStep).flatMap(({ question, output }) =>
    question && output !== undefined ? [`- ${question.question}\n  ${output}`] : [],
  )
}

function planLine(step: PlanStep): string {
  const more = [
    step.acceptance && `done when: ${step.acceptance}`,
    step.evidence && `evidence: ${step.evidence}`,
  ]
  return [`- [${step.status}] ${step.title}`, ...more].filter(Boolean).join('; ')
}

/** The skills that were opened, each as it was read last. */
function skillsThrough(state: RunState, throughStep: number): string[] {
  const bodies = new Map<string, string>()
  for (const { name, isError, display, output } of callsThrough(state, throughStep)) {
    if (name === 'skill' && isError === false && typeof display?.name === 'string')
      bodies.set(display.name, output ?? '')
  }
  return [...bodies].map(([name, body]) => `The skill ${name}, which you have opened:\n${body}`)
}

/** Where the work stood: what was said and done last, word for word as far as it is short. */
function lastStepWords(state: RunState, step: StepState | undefined): string {
  if (!step) return ''
  const said = step.parts.flatMap(part => (part.type === 'text' ? [cut(part.text)] : []))
  const done = step.toolCallIds
    .flatMap(id => state.toolCalls[id] ?? [])
    .map(call => `${call.name} ${cut(JSON.stringify(call.input))}\n→ ${cut(call.output ?? '(no result)')}`)
  return titled('The last thing you said and did', [...said, ...done])
}

function cut(text: string): string {
  return text.length > lastStepCharacters ? `${text.slice(0, lastStepCharacters)} […]` : text
}
