'use client'

import { Popover as Radix } from 'radix-ui'
import { classNames } from './class-names'
import type { FloatingProps } from './floating-props'

/** The popover proper. Loaded when the first one is opened. */
export function PopoverContent({
  trigger,
  label,
  align,
  side,
  className,
  children,
}: FloatingProps & { label: string; className: string }) {
  return (
    <Radix.Root defaultOpen>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={topDialog()}>
        <Radix.Content
          aria-label={label}
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className={classNames(
            'z-50 animate-appear rounded-panel bg-raised p-3 text-ink shadow-float outline-none',
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Beside an open dialog nothing can be reached: what opens from within it belongs inside. */
function topDialog(): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>('dialog[open]')].at(-1)
}
