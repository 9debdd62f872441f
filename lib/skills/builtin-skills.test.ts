import { describe, expect, it } from 'vitest'
import { inspectSkill } from './inspect'
import { readBuiltinSkills } from './install-builtin-skills'

describe('the skills that come with Reef', async () => {
  const skills = await readBuiltinSkills()

  it('are three', () => {
    expect(skills.map(skill => skill.name)).toEqual(['data-analysis', 'research-brief', 'verify-before-done'])
  })

  it.each(skills)('$name is strictly valid, without a remark or finding, and short', ({ name, files }) => {
    const inspection = inspectSkill(files, { mode: 'strict', folder: name })
    expect(inspection.diagnostics).toEqual([])
    expect(inspection.licence).toBe('MIT')
    expect(inspection.skill?.body.split('\n').length).toBeLessThan(150)
  })
})
