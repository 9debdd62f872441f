'use client'

import { useQuery } from '@tanstack/react-query'
import { Keyboard, LogOut, Monitor, Moon, Sun } from 'lucide-react'
import { meQuery } from '../../lib/accounts/queries'
import { send } from '../../lib/http/client'
import type { Preferences } from '../../lib/shared/preference'
import { usePreferences } from '../common/preferences'
import { classNames } from '../ui/class-names'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu'
import { useShell } from './shell-context'

const themes: { value: Preferences['theme']; label: string; icon: typeof Sun }[] = [
  { value: 'system', label: 'Theme of the system', icon: Monitor },
  { value: 'light', label: 'Light theme', icon: Sun },
  { value: 'dark', label: 'Dark theme', icon: Moon },
]

/** Who is signed in, the theme, and the way out. */
export function AccountMenu({ narrow }: { narrow: boolean }) {
  const { data } = useQuery(meQuery())
  const { preferences, setPreference } = usePreferences()
  const { openShortcuts } = useShell()
  const name = data?.actor.name ?? 'Account'
  return (
    <Menu
      align="start"
      side="top"
      trigger={
        <button
          type="button"
          aria-label={narrow ? `Account of ${name}` : undefined}
          className={classNames(
            'flex h-8 items-center gap-2 rounded-control text-muted transition-colors duration-150 hover:bg-hover hover:text-ink',
            narrow ? 'w-8 justify-center' : 'px-2',
          )}
        >
          <span
            aria-hidden
            className="flex size-4 shrink-0 items-center justify-center rounded-full bg-selected font-semibold text-[9px] text-ink"
          >
            {name.slice(0, 1).toUpperCase()}
          </span>
          {narrow ? null : (
            <span className="min-w-0 flex-1 truncate text-left">
              {name}
              <span className="sr-only">, account and theme</span>
            </span>
          )}
        </button>
      }
    >
      {themes.map(({ value, label, icon: Icon }) => (
        <MenuItem
          key={value}
          icon={<Icon size={16} strokeWidth={1.5} aria-hidden />}
          onSelect={() => setPreference('theme', value)}
        >
          {label}
          {preferences.theme === value ? <span className="ml-2 text-muted">✓</span> : null}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem keys="?" icon={<Keyboard size={16} strokeWidth={1.5} aria-hidden />} onSelect={openShortcuts}>
        Keyboard shortcuts
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<LogOut size={16} strokeWidth={1.5} aria-hidden />} onSelect={() => void signOut()}>
        Sign out
      </MenuItem>
    </Menu>
  )
}

async function signOut(): Promise<void> {
  await send('/auth/sign-out', { method: 'POST' })
  window.location.assign('/sign-in')
}
