/** Opens a skill: its instructions, and where its files lie. */
import { z } from 'zod'
import { headOf } from './bound'
import { skillsFolder } from './paths'
import type { ActingTool, SkillHandle } from './tool'

/** Instructions are meant to be read whole; this is far above what the standard advises (500 lines). */
const bodyBytes = 48 * 1024
const namesShown = 50

const input = z.object({ name: z.string() })

export const skill: ActingTool<typeof input> = {
  kind: 'act',
  name: 'skill',
  description: 'Open a skill from your list before doing work it covers.',
  input,
  sideEffect: 'none',
  shownBytes: bodyBytes + 8 * 1024,
  async execute({ name }, { skills }) {
    const wanted = name.trim().replace(/^\/skills\//, '')
    const found = skills.find(known => known.name === wanted)
    if (!found) return { output: unknown(name, skills), isError: true }
    return { output: bodyOf(found), display: { name: found.name, hash: found.hash } }
  },
}

function unknown(name: string, skills: readonly SkillHandle[]): string {
  if (skills.length === 0) return 'This run has no skills.'
  return `There is no skill "${name}". There is: ${skills.map(known => known.name).join(', ')}.`
}

function bodyOf({ name, body, files }: SkillHandle): string {
  const bytes = Buffer.from(body)
  const text =
    bytes.byteLength > bodyBytes ? `${headOf(bytes, bodyBytes)}\n[… the rest is in SKILL.md]` : body
  const paths = Object.keys(files).filter(path => path !== 'SKILL.md')
  if (paths.length === 0) return text
  const more = paths.length > namesShown ? `, and ${paths.length - namesShown} more` : ''
  const listed = paths.sort().slice(0, namesShown).join(', ')
  return `${text.trimEnd()}\n\n[files in ${skillsFolder}/${name}/: ${listed}${more}]`
}
