'use client'

import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { SkillStatus } from '../../lib/skills/schema'
import { useShortcut } from '../common/use-shortcut'
import { Input } from '../ui/input'
import { Select } from '../ui/select'

interface SkillsToolbarProps {
  q: string
  status: SkillStatus | null
  onChange: (change: { q?: string | null; status?: SkillStatus | null }) => void
}

/** Words and a status to narrow the library by. */
export function SkillsToolbar({ q, status, onChange }: SkillsToolbarProps) {
  const [text, setText] = useState(q)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => setText(q), [q])
  useEffect(() => {
    if (text === q) return
    const timer = setTimeout(() => onChange({ q: text || null }), 200)
    return () => clearTimeout(timer)
  }, [text, q, onChange])
  useShortcut('/', () => field.current?.focus())
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 px-5 py-2 max-md:px-4">
      <span className="relative w-64 max-md:w-full">
        <Search
          size={14}
          strokeWidth={1.5}
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-muted"
        />
        <Input
          ref={field}
          type="search"
          aria-label="Search skills"
          placeholder="Search names and descriptions"
          value={text}
          onChange={event => setText(event.target.value)}
          className="pl-8"
        />
      </span>
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
