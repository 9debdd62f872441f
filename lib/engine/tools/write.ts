/** Creates or replaces a text file of the run. */
import { z } from 'zod'
import { defaultLimits } from '../sandbox/limits'
import { resolveToolPath } from './paths'
import { describeChange } from './text-change'
import { readText } from './text-file'
import type { ActingTool, ToolContext, ToolResult } from './tool'

const input = z.object({ path: z.string(), content: z.string() })

export const write: ActingTool<typeof input> = {
  kind: 'act',
  name: 'write',
  description: 'Create or replace a file.',
  input,
  sideEffect: 'workspace',
  async execute({ path, content }, context) {
    const target = resolveToolPath(path)
    if (target.area === 'refused') return { output: target.reason, isError: true }
    if (target.area === 'skill')
      return { output: 'Skills cannot be changed. Write below /workspace.', isError: true }
    if (target.path === '') return { output: 'The path names no file.', isError: true }
    const inTheWay = conflict(target.path, context)
    if (inTheWay) return { output: inTheWay, isError: true }
    return storeText(target.path, content, context)
  },
}

/** Stores a text as a file of the run and describes the difference. */
export async function storeText(path: string, content: string, context: ToolContext): Promise<ToolResult> {
  const before = Object.hasOwn(context.files, path) ? context.files[path] : undefined
  const full = quotaProblem(Buffer.byteLength(content), before?.size ?? 0, context)
  if (full) return { output: full, isError: true }
  const old = before ? await readText(path, before, context) : undefined
  const entry = await context.store.write(new TextEncoder().encode(content))
  const display = describeChange(path, old?.ok ? old.text : '', content)
  if (before?.hash === entry.hash) return { output: `${path} is unchanged.`, display }
  const verb = before ? 'Updated' : 'Created'
  return {
    output: `${verb} ${path} (+${display.added} -${display.removed} lines).`,
    changes: [{ path, entry }],
    display,
  }
}

/** A file cannot stand where a folder is, nor below another file. */
function conflict(path: string, { files }: ToolContext): string | null {
  const paths = Object.keys(files)
  if (paths.some(known => known.startsWith(`${path}/`))) return `${path} is a folder.`
  const parent = paths.find(known => path.startsWith(`${known}/`))
  return parent ? `${parent} is a file, so nothing can be written below it.` : null
}

function quotaProblem(bytes: number, replaced: number, { files }: ToolContext): string | null {
  const entries = Object.values(files)
  const total = entries.reduce((sum, { size }) => sum + size, bytes - replaced)
  if (total <= defaultLimits.diskBytes && entries.length < defaultLimits.diskFiles) return null
  return `The work folder is full (${defaultLimits.diskBytes / 1024 ** 2} MB, ${defaultLimits.diskFiles} files).`
}
