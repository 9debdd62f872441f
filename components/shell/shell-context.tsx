'use client'

import { createContext, useContext } from 'react'

export interface ShellActions {
  openPalette: () => void
  openShortcuts: () => void
}

export const ShellContext = createContext<ShellActions>({
  openPalette: () => undefined,
  openShortcuts: () => undefined,
})

export function useShell(): ShellActions {
  return useContext(ShellContext)
}
