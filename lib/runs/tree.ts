/** The runs of one attempt as a tree: who handed work to whom, and what each branch has used. Pure. */
import type { UsageTotals } from '../usage/schema'
import { isEnded } from './rules'
import type { RunSummary } from './schema'

export interface Branch {
  run: RunSummary
  children: Branch[]
  /** What this run and all below it have used. */
  usage: UsageTotals
  /** Runs below this one, and how many of them have not ended. */
  below: number
  live: number
}

/** The tree below the run that nobody handed on; null while it is not among them. */
export function treeOf(runs: readonly RunSummary[]): Branch | null {
  const byParent = Map.groupBy(runs, run => run.parentRunId ?? '')
  const root = byParent.get('')?.[0]
  return root ? branchOf(root, byParent) : null
}

function branchOf(run: RunSummary, byParent: ReadonlyMap<string, RunSummary[]>): Branch {
  const below = (byParent.get(run.id) ?? []).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const children = below.map(child => branchOf(child, byParent))
  const isLive = (branch: Branch): number => (isEnded(branch.run.status) ? 0 : 1)
  return {
    run,
    children,
    usage: children.reduce((sum, child) => addTotals(sum, child.usage), run.usage),
    below: children.reduce((sum, child) => sum + 1 + child.below, 0),
    live: children.reduce((sum, child) => sum + isLive(child) + child.live, 0),
  }
}

/** The branch of a run, wherever it stands. */
export function findBranch(branch: Branch, runId: string): Branch | null {
  if (branch.run.id === runId) return branch
  for (const child of branch.children) {
    const found = findBranch(child, runId)
    if (found) return found
  }
  return null
}

/** The branches from the top down to a run, both included; empty when it is not there. */
export function pathTo(branch: Branch, runId: string): Branch[] {
  if (branch.run.id === runId) return [branch]
  for (const child of branch.children) {
    const path = pathTo(child, runId)
    if (path.length > 0) return [branch, ...path]
  }
  return []
}

/** A branch as rows in reading order, with how deep each stands. */
export function rowsOfTree(branch: Branch, depth = 0): { branch: Branch; depth: number }[] {
  return [{ branch, depth }, ...branch.children.flatMap(child => rowsOfTree(child, depth + 1))]
}

export function addTotals(a: UsageTotals, b: UsageTotals): UsageTotals {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
    costUsd: a.costUsd === null && b.costUsd === null ? null : addDollars(a.costUsd ?? 0, b.costUsd ?? 0),
    costUnknown: a.costUnknown || b.costUnknown,
  }
}

/** Dollars are whole micro-dollars: added as such, so that no sum is a hair off. */
function addDollars(a: number, b: number): number {
  return (Math.round(a * 1_000_000) + Math.round(b * 1_000_000)) / 1_000_000
}
