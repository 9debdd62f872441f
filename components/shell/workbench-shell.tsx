'use client'

import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { MoneyProvider } from '../common/money'
import { useAllowed } from '../common/use-allowed'
import { isTyping, useShortcut } from '../common/use-shortcut'
import { BottomBar } from './bottom-bar'
import { ConnectionProvider, OfflineBar } from './connection'
import { places } from './places'
import { Rail } from './rail'
import { ShellContext } from './shell-context'
import { useNotifications } from './use-notifications'

const Palette = dynamic(() => import('./palette').then(module => module.Palette), { ssr: false })
// Nearly always there is nothing to show, and the page does not wait for it.
const SwitchBar = dynamic(() => import('./switch-bar').then(module => module.SwitchBar), { ssr: false })
const ShortcutSheet = dynamic(() => import('./shortcut-sheet').then(module => module.ShortcutSheet), {
  ssr: false,
})

type Open = 'palette' | 'shortcuts' | null

/** The frame around every page: rail, palette, shortcuts, connection. */
export function WorkbenchShell({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<Open>(null)
  const router = useRouter()
  const actions = useMemo(
    () => ({ openPalette: () => setOpen('palette'), openShortcuts: () => setOpen('shortcuts') }),
    [],
  )
  useShortcut('mod+k', () => setOpen(current => (current === 'palette' ? null : 'palette')))
  useShortcut('?', actions.openShortcuts)
  useShortcut('c', () => router.push('/tasks?new=1'), useAllowed('task:write'))
  useGoTo()
  useNotifications()
  return (
    <ConnectionProvider>
      <MoneyProvider>
        <ShellContext value={actions}>
          <a
            href="#main"
            className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded-control focus:bg-raised focus:px-3 focus:py-2"
          >
            Skip to the content
          </a>
          <div className="flex h-dvh overflow-hidden">
            <Rail onSearch={actions.openPalette} />
            <div className="flex min-w-0 flex-1 flex-col">
              <OfflineBar />
              <SwitchBar />
              <main id="main" tabIndex={-1} className="flex min-h-0 flex-1 flex-col outline-none">
                {children}
              </main>
              <BottomBar />
            </div>
          </div>
          {open === 'palette' ? <Palette onClose={() => setOpen(null)} /> : null}
          {open === 'shortcuts' ? <ShortcutSheet onClose={() => setOpen(null)} /> : null}
        </ShellContext>
      </MoneyProvider>
    </ConnectionProvider>
  )
}

/** `g` and then a letter goes to a place. */
function useGoTo(): void {
  const router = useRouter()
  useEffect(() => {
    let armedUntil = 0
    function press(event: KeyboardEvent) {
      if (isTyping(event) || event.metaKey || event.ctrlKey || event.altKey) return
      if (event.key === 'g') {
        armedUntil = event.timeStamp + 1200
        return
      }
      // When it was pressed, not when a busy page came to it.
      if (event.timeStamp > armedUntil) return
      armedUntil = 0
      const place = places.find(each => each.key === event.key)
      if (!place) return
      event.preventDefault()
      event.stopImmediatePropagation()
      router.push(place.href)
    }
    // Before the pages' own keys, so that the second letter does not also act there.
    window.addEventListener('keydown', press, { capture: true })
    return () => window.removeEventListener('keydown', press, { capture: true })
  }, [router])
}
