'use client'

import type { DropdownMenu } from 'radix-ui'
import { createContext } from 'react'

interface MenuParts {
  Item: typeof DropdownMenu.Item
  Separator: typeof DropdownMenu.Separator
}

/** Hands the loaded parts to the items, which are written where the menu is used. */
export const MenuPartsContext = createContext<MenuParts | null>(null)
