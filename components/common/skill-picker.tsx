'use client'

import { useQuery } from '@tanstack/react-query'
import { skillChoicesQuery } from '../../lib/tasks/choices'
import { Checkbox } from '../ui/checkbox'
import { Popover } from '../ui/popover'
import { WordButton } from './sentence-word'

interface SkillPickerProps {
  chosen: string[] | null
  onChange: (skills: string[] | null) => void
}

/** The skills that go with the work: its agent's, or some of those that are published. */
export function SkillPicker({ chosen, onChange }: SkillPickerProps) {
  const { data } = useQuery(skillChoicesQuery())
  const skills = data?.skills.filter(skill => skill.status === 'published') ?? []
  const words =
    chosen === null ? 'its skills' : chosen.length === 1 ? '1 skill' : `${chosen.length || 'no'} skills`
  function toggle(name: string) {
    const current = chosen ?? []
    onChange(current.includes(name) ? current.filter(each => each !== name) : [...current, name])
  }
  return (
    <Popover
      label="Skills"
      className="w-80 p-1"
      trigger={<WordButton aria-label={`Skills: ${words}`}>{words}</WordButton>}
    >
      <label htmlFor="skills-own" className="flex items-center gap-2.5 rounded-sm px-2 py-1.5 hover:bg-hover">
        <Checkbox
          id="skills-own"
          checked={chosen === null}
          onChange={event => onChange(event.target.checked ? null : [])}
        />
        What the agent has
      </label>
      <div className="scroll-quiet max-h-72 overflow-y-auto border-t pt-1">
        {skills.map(skill => (
          <label
            key={skill.id}
            htmlFor={`skill-${skill.id}`}
            className="flex gap-2.5 rounded-sm px-2 py-1.5 hover:bg-hover"
          >
            <Checkbox
              id={`skill-${skill.id}`}
              className="mt-0.5"
              checked={chosen?.includes(skill.name) ?? false}
              onChange={() => toggle(skill.name)}
            />
            <span className="min-w-0">
              <span className="block truncate">{skill.name}</span>
              <span className="line-clamp-2 text-meta text-muted">{skill.description}</span>
            </span>
          </label>
        ))}
        {skills.length === 0 ? <p className="px-2 py-3 text-muted">No skill is published yet.</p> : null}
      </div>
    </Popover>
  )
}
