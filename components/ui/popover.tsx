'use client'

import { lazy } from 'react'
import type { FloatingProps } from './floating-props'
import { OpenOnDemand } from './open-on-demand'

const load = () => import('./popover-parts').then(module => ({ default: module.PopoverContent }))
const PopoverContent = lazy(load)

type PopoverProps = Pick<FloatingProps, 'trigger' | 'children'> &
  Partial<FloatingProps> & { label: string; className?: string }

/** A small panel that opens from a button and holds controls or figures. */
export function Popover(props: PopoverProps) {
  const { align = 'start', side = 'bottom', className = '', ...rest } = props
  return (
    <OpenOnDemand trigger={props.trigger} popup="dialog" preload={() => void load()}>
      <PopoverContent align={align} side={side} className={className} {...rest} />
    </OpenOnDemand>
  )
}
