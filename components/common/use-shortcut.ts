'use client'

import { useEffect, useRef } from 'react'

/** Whether the keys belong to a field or to an open dialog or menu, and not to the page. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    target.closest('input:not([type="checkbox"]), textarea, select, dialog, [role="menu"]') !== null
  )
}

/**
 * Calls back for a key on the page, such as `e`, `/` or `Enter`, unless somebody types. With `mod+` in front, Command
 * or Control must be held, and fields let it pass too.
 */
export function useShortcut(key: string, onPress: (event: KeyboardEvent) => void, enabled = true): void {
  const latest = useRef(onPress)
  latest.current = onPress
  useEffect(() => {
    if (!enabled) return
    const withModifier = key.startsWith('mod+')
    const name = withModifier ? key.slice(4) : key
    function press(event: KeyboardEvent) {
      const modifier = event.metaKey || event.ctrlKey
      if (event.defaultPrevented || event.altKey || modifier !== withModifier) return
      if (event.key !== name || (!withModifier && isTyping(event))) return
      event.preventDefault()
      latest.current(event)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [key, enabled])
}
