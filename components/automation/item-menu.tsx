'use client'

import { Ellipsis, Pause, Pencil, Play, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu'

interface ItemMenuProps {
  name: string
  onEdit: () => void
  onDelete: () => void
  /** What is lost and what stays. */
  afterDelete: string
  /** Left out for what cannot be paused. */
  pause?: { paused: boolean; onChange: (paused: boolean) => void }
}

const icon = { size: 16, strokeWidth: 1.5, 'aria-hidden': true } as const

/** What can be done with a schedule, a template or a webhook, beside its main action. */
export function ItemMenu({ name, onEdit, onDelete, afterDelete, pause }: ItemMenuProps) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            aria-label={`Actions for ${name}`}
            className="inline-flex size-7 items-center justify-center rounded-control text-muted hover:bg-hover hover:text-ink max-md:size-9"
          >
            <Ellipsis {...icon} />
          </button>
        }
      >
        <MenuItem icon={<Pencil {...icon} />} onSelect={onEdit}>
          Edit
        </MenuItem>
        {pause ? (
          <MenuItem
            icon={pause.paused ? <Play {...icon} /> : <Pause {...icon} />}
            onSelect={() => pause.onChange(!pause.paused)}
          >
            {pause.paused ? 'Resume' : 'Pause'}
          </MenuItem>
        ) : null}
        <MenuSeparator />
        <MenuItem icon={<Trash2 {...icon} />} danger onSelect={() => setAsking(true)}>
          Delete
        </MenuItem>
      </Menu>
      <ConfirmDialog
        open={asking}
        title={`Delete ${name}?`}
        confirm="Delete"
        danger
        onConfirm={onDelete}
        onClose={() => setAsking(false)}
      >
        {afterDelete}
      </ConfirmDialog>
    </>
  )
}
