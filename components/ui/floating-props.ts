import type { ReactNode } from 'react'
import type { TriggerElement } from './open-on-demand'

/** What a menu or a popover needs to know of where it opens. */
export interface FloatingProps {
  trigger: TriggerElement
  align: 'start' | 'center' | 'end'
  side: 'top' | 'right' | 'bottom' | 'left'
  children: ReactNode
}
