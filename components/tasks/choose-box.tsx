'use client'

import { useAllowed } from '../common/use-allowed'
import { Checkbox } from '../ui/checkbox'
import { classNames } from '../ui/class-names'
import type { Selection } from './use-selection'

interface ChooseBoxProps {
  task: { id: string; title: string }
  selection: Selection
  className?: string
}

/** The box that chooses a task for one action on several; with Shift, everything in between too. */
export function ChooseBox({ task, selection, className }: ChooseBoxProps) {
  if (!useAllowed('task:write')) return null
  const chosen = selection.ids.has(task.id)
  const any = selection.ids.size > 0
  return (
    <Checkbox
      aria-label={`Choose ${task.title}`}
      checked={chosen}
      onChange={event => {
        const { nativeEvent } = event
        if (nativeEvent instanceof MouseEvent && nativeEvent.shiftKey) selection.extendTo(task.id)
        else selection.toggle(task.id)
      }}
      className={classNames(
        'z-10',
        chosen || any ? '' : 'opacity-0 focus-within:opacity-100 group-hover:opacity-100 max-md:opacity-100',
        className,
      )}
    />
  )
}
