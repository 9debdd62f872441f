'use client'

import type { SkillStatus } from '../../lib/skills/schema'
import { SearchField } from '../common/search-field'
import { Select } from '../ui/select'

interface SkillsToolbarProps {
  q: string
  status: SkillStatus | null
  onChange: (change: { q?: string | null; status?: SkillStatus | null }) => void
}

/** Words and a status to narrow the library by. */
export function SkillsToolbar({ q, status, onChange }: SkillsToolbarProps) {
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 px-5 py-2 max-md:px-4">
      <SearchField
        label="Search skills"
        placeholder="Search names and descriptions"
        value={q}
        onChange={words => onChange({ q: words || null })}
      />
      <Select
        aria-label="Status"
        value={status ?? ''}
        onChange={event => onChange({ status: (event.target.value || null) as SkillStatus | null })}
      >
        <option value="">Drafts and published</option>
        <option value="published">Published</option>
        <option value="draft">Drafts</option>
        <option value="archived">Archived</option>
      </Select>
    </div>
  )
}
