import { beforeAll, describe, expect, it } from 'vitest'
import type { SkillFile } from './inspect'
import { inspectSkill } from './inspect'
import { readBuiltinSkills } from './install-builtin-skills'

describe('the skills that come with Reef', () => {
  let skills: { name: string; files: SkillFile[] }[]

  beforeAll(async () => {
    skills = await readBuiltinSkills()
  })

  it('are three', () => {
    expect(skills.map(skill => skill.name)).toEqual([
      'data-analysis',
      'research-brief',
      'team-work',
      'verify-before-done',
    ])
  })

  it('are strictly valid, without a remark or finding, and short', () => {
    for (const { name, files } of skills) {
      const inspection = inspectSkill(files, { mode: 'strict', folder: name })
      expect({ name, diagnostics: inspection.diagnostics, licence: inspection.licence }).toEqual({
        name,
        diagnostics: [],
        licence: 'MIT',
      })
      expect(inspection.skill?.body.split('\n').length).toBeLessThan(150)
    }
  })
})
