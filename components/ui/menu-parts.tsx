'use client'

import { DropdownMenu as Radix } from 'radix-ui'
import type { FloatingProps } from './floating-props'
import { MenuPartsContext } from './menu-parts-context'

const parts = { Item: Radix.Item, Separator: Radix.Separator }

/** The menu proper. Loaded when the first menu is opened. */
export function MenuContent({ trigger, align, side, children }: FloatingProps) {
  return (
    <Radix.Root modal={false} defaultOpen>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 min-w-44 animate-appear rounded-panel bg-raised p-1 text-ink shadow-float"
        >
          <MenuPartsContext value={parts}>{children}</MenuPartsContext>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
