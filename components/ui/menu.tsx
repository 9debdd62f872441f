'use client'

import { lazy, type ReactNode, useContext } from 'react'
import { classNames } from './class-names'
import type { FloatingProps } from './floating-props'
import { Kbd } from './kbd'
import { MenuPartsContext } from './menu-parts-context'
import { OpenOnDemand } from './open-on-demand'

const load = () => import('./menu-parts').then(module => ({ default: module.MenuContent }))
const MenuContent = lazy(load)

type MenuProps = Pick<FloatingProps, 'trigger' | 'children'> & Partial<FloatingProps>

/** A list of actions that opens from a button. Not modal: the page behind it keeps scrolling. */
export function Menu({ trigger, align = 'end', side = 'bottom', children }: MenuProps) {
  return (
    <OpenOnDemand trigger={trigger} popup="menu" preload={() => void load()}>
      <MenuContent trigger={trigger} align={align} side={side}>
        {children}
      </MenuContent>
    </OpenOnDemand>
  )
}

interface MenuItemProps {
  icon?: ReactNode
  keys?: string
  danger?: boolean
  disabled?: boolean
  onSelect: () => void
  children: ReactNode
}

export function MenuItem({
  icon,
  keys,
  danger = false,
  disabled = false,
  onSelect,
  children,
}: MenuItemProps) {
  const parts = useContext(MenuPartsContext)
  if (!parts) return null
  return (
    <parts.Item
      disabled={disabled}
      onSelect={onSelect}
      className={classNames(
        'flex h-8 select-none items-center gap-2 rounded-sm px-2 outline-none data-disabled:opacity-50 max-md:h-11',
        danger ? 'text-failed data-highlighted:bg-failed-soft' : 'data-highlighted:bg-hover',
      )}
    >
      {icon ? <span className="text-muted">{icon}</span> : null}
      <span className="flex-1">{children}</span>
      {keys ? <Kbd>{keys}</Kbd> : null}
    </parts.Item>
  )
}

export function MenuSeparator() {
  const parts = useContext(MenuPartsContext)
  return parts ? <parts.Separator className="-mx-1 my-1 h-px bg-hairline" /> : null
}
