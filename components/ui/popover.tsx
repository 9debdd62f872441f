'use client'

import { lazy, type ReactNode } from 'react'
import { OpenOnDemand, type TriggerElement } from './open-on-demand'

const load = () => import('./popover-parts').then(module => ({ default: module.PopoverContent }))
const PopoverContent = lazy(load)

interface PopoverProps {
  /** One button. */
  trigger: TriggerElement
  label: string
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'right' | 'bottom' | 'left'
  className?: string
  children: ReactNode
}

export type PopoverContentProps = Required<PopoverProps>

/** A small panel that opens from a button and holds controls or figures. */
export function Popover(props: PopoverProps) {
  const { align = 'start', side = 'bottom', className = '', ...rest } = props
  return (
    <OpenOnDemand trigger={props.trigger} popup="dialog" preload={() => void load()}>
      <PopoverContent align={align} side={side} className={className} {...rest} />
    </OpenOnDemand>
  )
}
