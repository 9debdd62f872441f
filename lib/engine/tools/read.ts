/** Shows a text file to the model, a part at a time when it is long. */
import { z } from 'zod'
import { findFile, readText } from './text-file'
import type { ActingTool, ToolResult } from './tool'

/** Bytes of one answer: a file is asked for on purpose, so more of it is shown than of an output. */
const pageBytes = 24 * 1024
const longestLine = 2000

const input = z.object({
  path: z.string(),
  offset: z.int().positive().optional().describe('first line'),
  limit: z.int().positive().optional().describe('lines'),
})

export const read: ActingTool<typeof input> = {
  kind: 'act',
  name: 'read',
  description: 'Read a text file, or list a folder.',
  input,
  sideEffect: 'none',
  // A page ends by itself, with a line to go on from; this is for the list of a folder.
  shownBytes: pageBytes + 2 * longestLine * 4,
  async execute({ path, offset = 1, limit }, context) {
    const found = findFile(path, context)
    if (!found.ok && found.listing) return list(path, found.listing)
    if (!found.ok) return { output: found.problem, isError: true }
    const file = await readText(path, found.entry, context)
    if (!file.ok) return { output: file.problem, isError: true }
    return page(path, file.text, offset, limit)
  },
}

function list(path: string, paths: string[]): ToolResult {
  return { output: paths.join('\n'), display: { path, lines: paths.length } }
}

function page(path: string, text: string, offset: number, limit: number | undefined): ToolResult {
  if (text === '') return { output: '(the file is empty)', display: { path, lines: 0 } }
  const lines = text.replace(/\n$/, '').split('\n')
  if (offset > lines.length) {
    return {
      output: `${path} has only ${lines.length} lines.`,
      isError: true,
      display: { path, lines: lines.length },
    }
  }
  const wanted = lines.slice(offset - 1, limit === undefined ? undefined : offset - 1 + limit)
  const shown: string[] = []
  let bytes = 0
  for (const line of wanted) {
    const cut = line.length > longestLine ? `${line.slice(0, longestLine)} [… line cut]` : line
    bytes += Buffer.byteLength(cut) + 1
    if (bytes > pageBytes && shown.length > 0) break
    shown.push(cut)
  }
  const last = offset - 1 + shown.length
  const rest =
    last < lines.length ? `\n[lines ${offset}-${last} of ${lines.length}; go on with offset ${last + 1}]` : ''
  return { output: shown.join('\n') + rest, display: { path, lines: shown.length } }
}
