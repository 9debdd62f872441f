/** What an agent reads when all it handed on has come back: each result in order, bounded, with its files. */
import type { FileChange } from '../files/schema'
import { childrenOf, folderOf, type HandedCall } from '../runs/delegation'
import { loadRunState } from '../runs/log/repository'
import type { ChildState } from '../runs/run-state'
import { assertPresent } from '../shared/assert'
import { formatPlural } from '../shared/format'
import type { Json } from '../shared/json'
import { fitChanges, publishedFiles } from './handed-files'
import type { RunSession } from './run-session'
import { headOf, shownBytes } from './tools/bound'

/** Names of files that are listed for one part. */
const namesShown = 12
/** However many parts there are, so much of each is shown, bytes. */
const leastShown = 160

export interface Digest {
  output: string
  changes: FileChange[]
  display: { [key: string]: Json }
}

/** The result of a call whose parts have all ended. Long results become files; files too many for the folder stay out. */
export async function digestOf(session: RunSession, call: HandedCall): Promise<Digest> {
  const { journal } = session
  const children = childrenOf(journal.state, call.callId)
  const room = Math.max(leastShown, Math.floor(shownBytes / Math.max(1, children.length)) - 200)
  const told: string[] = []
  const wanted: FileChange[] = []
  for (const [index, child] of children.entries()) {
    const part = await tellPart(session, child, index + 1, room)
    told.push(part.text)
    wanted.push(...part.changes)
  }
  const { kept, left } = fitChanges(journal.state.files, wanted)
  const failed = children.filter(child => child.end?.status !== 'succeeded').length
  const outcome = failed === 0 ? 'all succeeded' : `${failed} did not succeed`
  const full = left > 0 ? [`[${formatPlural(left, 'file')} left out: the work folder is full]`] : []
  return {
    output: [`${formatPlural(children.length, 'part')}, ${outcome}.`, ...told, ...full].join('\n\n'),
    changes: kept,
    display: { parts: children.length, failed },
  }
}

async function tellPart(
  { journal, services, store }: RunSession,
  child: ChildState,
  number: number,
  room: number,
): Promise<{ text: string; changes: FileChange[] }> {
  const { state } = journal
  const made = assertPresent(await loadRunState(services.db, child.childRunId), 'state of the child')
  const folder = folderOf(state, child)
  const changes = publishedFiles(state, child, made)
  const result = made.end?.result ?? made.end?.message ?? ''
  const bytes = Buffer.from(result)
  let shown = result
  if (bytes.byteLength > room) {
    const path = `${folder}/result.md`
    const isTaken = changes.some(change => change.path === path)
    const whole = isTaken ? `${folder}/result-${child.childRunId}.md` : path
    changes.push({ path: whole, entry: await store.write(bytes) })
    shown = `${headOf(bytes, room)}\n[… all ${bytes.byteLength} bytes are in ${whole} …]`
  }
  const problem = child.end?.problem ? [`[not of the shape asked for: ${child.end.problem}]`] : []
  const names = changes.slice(0, namesShown).map(change => change.path)
  const more = changes.length > namesShown ? `, and ${changes.length - namesShown} more` : ''
  const files = names.length > 0 ? [`[files: ${names.join(', ')}${more}]`] : []
  const heading = `## ${number}. ${child.title} (${child.agentName}): ${child.end?.status ?? 'running'}`
  return { text: [heading, shown, ...problem, ...files].join('\n'), changes }
}
