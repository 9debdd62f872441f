/** Replaces a text in a file, where the text to replace must be unmistakable. */
import { z } from 'zod'
import { findFile, readText } from './text-file'
import type { ActingTool } from './tool'
import { storeText } from './write'

const input = z.object({
  path: z.string(),
  old_string: z.string(),
  new_string: z.string(),
  replace_all: z.boolean().optional(),
})

export const edit: ActingTool<typeof input> = {
  kind: 'act',
  name: 'edit',
  description: 'Replace text in a file. old_string must match exactly, and only once unless replace_all.',
  input,
  sideEffect: 'workspace',
  async execute({ path, old_string, new_string, replace_all = false }, context) {
    const found = findFile(path, context)
    if (!found.ok) return { output: found.problem, isError: true }
    if (!found.writable)
      return { output: 'Skills cannot be changed. Copy the file to /workspace first.', isError: true }
    const file = await readText(path, found.entry, context)
    if (!file.ok) return { output: file.problem, isError: true }
    const replaced = replaceText(file.text, { from: old_string, to: new_string, all: replace_all })
    if (!replaced.ok) return { output: `${path}: ${replaced.problem}`, isError: true }
    return storeText(found.path, replaced.text, context)
  },
}

export interface Replacement {
  from: string
  to: string
  all: boolean
}

type Replaced = { ok: true; text: string } | { ok: false; problem: string }

/** Replaces `from` by `to`. Line ends of the file (`\r\n`) match those that models write (`\n`). */
export function replaceText(text: string, replacement: Replacement): Replaced {
  const { from, to, all } = replacement
  if (from === '')
    return { ok: false, problem: 'old_string is empty. Use write to create or replace a whole file.' }
  if (from === to) return { ok: false, problem: 'old_string and new_string are the same.' }
  const places = placesOf(text, from)
  if (places.length === 0 && text.includes('\r\n') && from.includes('\n') && !from.includes('\r')) {
    return replaceText(text, { from: withReturns(from), to: withReturns(to), all })
  }
  if (places.length === 0) return { ok: false, problem: notFound(text, from) }
  if (places.length > 1 && !all) {
    const lines = places.slice(0, 10).map(place => text.slice(0, place).split('\n').length)
    const listed = `${lines.join(', ')}${places.length > lines.length ? ', …' : ''}`
    const problem = `old_string occurs ${places.length} times (lines ${listed}). Give more of its surroundings, or set replace_all.`
    return { ok: false, problem }
  }
  return { ok: true, text: text.split(from).join(to) }
}

function placesOf(text: string, part: string): number[] {
  const places: number[] = []
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) places.push(at)
  return places
}

function withReturns(text: string): string {
  return text.replace(/(?<!\r)\n/g, '\r\n')
}

function notFound(text: string, from: string): string {
  const bare = (part: string) => part.replace(/\s+/g, '')
  const almost = bare(from) !== '' && bare(text).includes(bare(from))
  return almost
    ? 'old_string was not found, but a text that differs only in white space was. Read the file and copy it exactly.'
    : 'old_string was not found. Read the file and copy the text exactly.'
}
