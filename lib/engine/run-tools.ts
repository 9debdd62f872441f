/** The tools of one run: built-in ones that its recipe names, and those of its tool servers. */
import { recipeOf } from '../runs/run-state'
import type { RunSession } from './run-session'
import type { Tool } from './tools/tool'

/** A tool that the run may use; undefined for any other, whoever asks for it. */
export function toolOf({ services, journal, catalogue }: RunSession, name: string): Tool | undefined {
  const own = recipeOf(journal.state).tools.includes(name) ? services.findTool(name) : undefined
  return own ?? catalogue?.find(name)
}

/** Their names, as a model is told them. */
export function toolNamesOf({ journal, catalogue }: RunSession): string[] {
  return [...recipeOf(journal.state).tools, ...(catalogue?.definitions ?? []).map(({ name }) => name)]
}
