/** What a run asks of a person, and which asks come first. Pure. */
import type { RunSummary } from '../runs/schema'
import { needsPerson } from '../tasks/rules'
import type { Task } from '../tasks/schema'
import type { AskKind, InboxAsk, InboxItem } from './schema'

/** The asks of a task: those of its runs that wait, or else the verdict on its newest one. Empty when there is none. */
export function asksOf(task: Task, waiting: readonly RunSummary[]): InboxAsk[] {
  const open = waiting.flatMap(run => askOf(run) ?? [])
  if (open.length > 0) return open.sort(byPress)
  const { run } = task
  const verdict = task.status === 'review' && run ? verdictOn(run) : undefined
  return verdict ? [verdict] : []
}

function askOf(run: RunSummary): InboxAsk | undefined {
  if (!needsPerson(run)) return undefined
  const kind: AskKind = run.status === 'paused' ? 'paused' : waitKind(run.waitingFor)
  return ask(run, kind, run.reason ?? 'A person has paused this run.', run.lastEventAt)
}

function waitKind(waitingFor: RunSummary['waitingFor']): AskKind {
  switch (waitingFor) {
    case 'answer':
      return 'question'
    case 'approval':
    case 'credentials':
    case 'budget':
      return waitingFor
    default:
      return 'model'
  }
}

function verdictOn(run: RunSummary): InboxAsk | undefined {
  const kinds = { succeeded: 'review', failed: 'failed', stopped: 'stopped' } as const
  if (!(run.status in kinds)) return undefined
  const kind = kinds[run.status as keyof typeof kinds]
  const words = (kind === 'review' ? run.activity : run.reason) ?? ''
  return ask(run, kind, words, run.endedAt ?? run.lastEventAt)
}

function ask(run: RunSummary, kind: AskKind, words: string, since: string): InboxAsk {
  return { kind, runId: run.id, agentName: run.agentName, words, since }
}

/** What holds up work comes before what is over; among equals the more urgent task, then who has waited longest. */
export function inboxOrder(a: InboxItem, b: InboxItem): number {
  const [first, second] = [a.asks[0], b.asks[0]]
  if (!first || !second) return 0
  return (
    Number(isVerdict(first)) - Number(isVerdict(second)) ||
    b.task.priority - a.task.priority ||
    (isVerdict(first) ? rank(first) - rank(second) : 0) ||
    first.since.localeCompare(second.since)
  )
}

/** Whether the work is over and only judged; everything else stands still until somebody acts. */
export function isVerdict({ kind }: Pick<InboxAsk, 'kind'>): boolean {
  return kind === 'failed' || kind === 'stopped' || kind === 'review'
}

function byPress(a: InboxAsk, b: InboxAsk): number {
  return rank(a) - rank(b) || a.since.localeCompare(b.since)
}

function rank({ kind }: InboxAsk): number {
  return press[kind]
}

/** How much each ask presses: what an agent waits for in its work, then what it lacks, then verdicts. */
const press: Record<AskKind, number> = {
  question: 0,
  approval: 1,
  credentials: 2,
  model: 3,
  budget: 4,
  paused: 5,
  failed: 6,
  stopped: 7,
  review: 8,
}

/** Names one fact that asks for somebody, the same in every tab that hears of it. */
export function factOf(item: InboxItem): string {
  const [first] = item.asks
  return first ? `${first.runId}|${first.kind}|${item.task.run?.steps ?? 0}|${first.words.slice(0, 200)}` : ''
}
