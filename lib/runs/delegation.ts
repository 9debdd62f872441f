/** Work that an agent hands to others: its shape, who may begin, which folders belong to whom. Pure. */
import { z } from 'zod'
import { canonicalJson, type Json } from '../shared/json'
import { type NewBudget, newBudget } from './recipe'
import { type ChildState, openChildren, type RunState } from './run-state'

/** More parts than this at once are shown to a person first, with what they may cost. */
export const confirmAbove = 4
/** More parts than this in one call are a mistake. */
export const mostParts = 64
/** Under this folder of a run lie the files that its children have handed over. */
export const teamFolder = 'team'

const part = z.object({
  /** The agent's name; the same kind of agent as the one that asks when left out. */
  agent: z.string().optional(),
  title: z.string().max(120).optional(),
  instructions: z.string().trim().min(1),
  /** Paths of files, or folders, that the part starts with. */
  files: z.array(z.string()).optional(),
  /** JSON Schema that the result must have. */
  schema: z.looseObject({}).optional(),
  /** What the part may spend of the budget at most. */
  budget: newBudget.optional(),
})

export const delegateInput = z.object({ tasks: z.array(part).min(1).max(mostParts) })
export interface DelegatedPart {
  agent?: string | undefined
  title?: string | undefined
  instructions: string
  files?: string[] | undefined
  schema?: { [key: string]: unknown } | undefined
  budget?: NewBudget | undefined
}

/** A call of the tool with its parts, as far as they could be read. */
export interface HandedCall {
  callId: string
  step: number
  parts: readonly DelegatedPart[]
}

/** How many hands the work has passed through: 0 for a run that a person started. */
export function depthOf(state: RunState): number {
  return state.created.delegation?.depth ?? 0
}

/** A few words that name the part: its title, or the start of what is to be done. */
export function titleOf({ title, instructions }: DelegatedPart): string {
  const line = (title?.trim() || instructions.trim().split('\n', 1)[0] || 'Part').replace(/\s+/g, ' ')
  return line.length <= 80 ? line : `${line.slice(0, 79)}…`
}

/** Parts that no run was started for yet, in order, as many as may be at work at once. */
export function partsToStart(
  state: RunState,
  calls: readonly HandedCall[],
): { call: HandedCall; index: number; part: DelegatedPart }[] {
  const begun = new Set(state.children.map(({ callId, index }) => `${callId} ${index}`))
  const room = Math.max(0, state.limits.fanOut - openChildren(state).length)
  return calls
    .flatMap(call => call.parts.map((part, index) => ({ call, index, part })))
    .filter(({ call, index }) => !begun.has(`${call.callId} ${index}`))
    .slice(0, room)
}

/** The children of a call in the order of its parts. */
export function childrenOf(state: RunState, callId: string): ChildState[] {
  return state.children.filter(child => child.callId === callId).sort((a, b) => a.index - b.index)
}

/** Whether every part of the call has a run that has ended. */
export function isGathered(state: RunState, call: HandedCall): boolean {
  const ended = childrenOf(state, call.callId).filter(child => child.end)
  return ended.length === call.parts.length
}

/** What a person is asked about: the parts of all calls of a step, word for word. */
export function fanOutText(calls: readonly HandedCall[]): string {
  return canonicalJson(calls.flatMap(call => call.parts))
}

/** The word on the large fan-out of a step, if one was asked for. */
export function fanOutApproval(state: RunState, step: number) {
  return state.approvals.find(approval => approval.kind === 'fan-out' && approval.step === step)
}

/** The folder of a child's files in its parent's tree, such as `team/2-check-the-sums`. Its number is its alone. */
export function folderOf(state: RunState, child: ChildState): string {
  const number = state.children.findIndex(({ childRunId }) => childRunId === child.childRunId) + 1
  const words = child.title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32)
    .replace(/-+$/, '')
  return `${teamFolder}/${number}${words ? `-${words}` : ''}`
}

/** Folders that belong to others: the run reads them and cannot change what lies in them. */
export function foreignFolders(state: RunState): string[] {
  return state.children.filter(child => child.end).map(child => folderOf(state, child))
}

/** Parts of a call as the page may read them, leniently: a call under way may not be whole. */
export function partTitles(input: Json): string[] {
  const parsed = delegateInput.safeParse(input)
  return parsed.success ? parsed.data.tasks.map(titleOf) : []
}
