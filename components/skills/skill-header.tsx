'use client'

import { Archive, ArchiveRestore, Download, Ellipsis } from 'lucide-react'
import Link from 'next/link'
import { exportAddress } from '../../lib/skills/queries'
import type { SkillDetail } from '../../lib/skills/schema'
import { useAllowed } from '../common/use-allowed'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'
import { Menu, MenuItem } from '../ui/menu'
import { SkillStatusBadge } from './skill-status'

interface SkillHeaderProps {
  skill: SkillDetail
  shown: number
  isDirty: boolean
  canSave: boolean
  canPublish: boolean
  onSave: () => void
  onPublish: () => void
  onDiscard: () => void
  onArchive: (isArchived: boolean) => void
}

const icon = { size: 16, strokeWidth: 1.5, 'aria-hidden': true } as const

/** Name, what runs get, and the one thing to do next: save while there are edits, else publish. */
export function SkillHeader(props: SkillHeaderProps) {
  const { skill, shown, isDirty, canSave, canPublish } = props
  const isArchived = skill.status === 'archived'
  const mayPublish = useAllowed('skill:publish')
  return (
    <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b px-5 py-1.5 max-md:px-4">
      <h1 className="flex min-w-0 items-center gap-1.5 text-read">
        <Link href="/skills" className="font-normal text-muted hover:text-ink">
          Skills
        </Link>
        <span aria-hidden className="text-faint">
          /
        </span>
        <span className="truncate">{skill.name}</span>
      </h1>
      <SkillStatusBadge {...skill} />
      <div className="ml-auto flex items-center gap-2">
        {isDirty ? (
          <>
            <Button variant="ghost" onClick={props.onDiscard}>
              Discard
            </Button>
            <Button variant="primary" disabled={!canSave} onClick={props.onSave}>
              Save version
            </Button>
          </>
        ) : !mayPublish || shown === skill.publishedVersion || isArchived ? null : (
          <Button variant="primary" disabled={!canPublish} onClick={props.onPublish}>
            Publish v{shown}
          </Button>
        )}
        <Menu
          trigger={
            <IconButton label="More">
              <Ellipsis {...icon} />
            </IconButton>
          }
        >
          <MenuItem
            icon={<Download {...icon} />}
            onSelect={() => window.location.assign(exportAddress(skill.id, shown))}
          >
            Export v{shown} as a zip
          </MenuItem>
          {mayPublish ? (
            <MenuItem
              icon={isArchived ? <ArchiveRestore {...icon} /> : <Archive {...icon} />}
              onSelect={() => props.onArchive(!isArchived)}
            >
              {isArchived ? 'Bring back' : 'Archive'}
            </MenuItem>
          ) : null}
        </Menu>
      </div>
    </header>
  )
}
