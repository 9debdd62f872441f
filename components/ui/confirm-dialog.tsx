'use client'

import type { ReactNode } from 'react'
import { Button } from './button'
import { Dialog } from './dialog'

interface ConfirmDialogProps {
  open: boolean
  title: string
  children: ReactNode
  confirm: string
  danger?: boolean
  onConfirm: () => void
  onClose: () => void
}

/** Asks once more, only before what cannot be taken back. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, title, children, confirm, danger = false, onConfirm, onClose } = props
  return (
    <Dialog open={open} onClose={onClose} title={title} className="max-w-105">
      <div className="px-4 pt-2 pb-4 text-muted">{children}</div>
      <div className="flex justify-end gap-2 border-t bg-sunken px-4 py-3">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant={danger ? 'danger' : 'primary'}
          data-autofocus
          onClick={() => {
            onConfirm()
            onClose()
          }}
        >
          {confirm}
        </Button>
      </div>
    </Dialog>
  )
}
