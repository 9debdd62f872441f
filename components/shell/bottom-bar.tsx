'use client'

import { Ellipsis, Plus } from 'lucide-react'
import Link from 'next/link'
import { usePathname, useRouter } from 'next/navigation'
import { useAllowed } from '../common/use-allowed'
import { Menu, MenuItem, MenuSeparator } from '../ui/menu'
import { isHere, type Place, places } from './places'
import { useShell } from './shell-context'
import { useInboxCount } from './use-inbox-count'

const inBar = ['/inbox', '/tasks', '/runs']

/** The five things a thumb needs. */
export function BottomBar() {
  const router = useRouter()
  const mayAssign = useAllowed('task:write')
  const [inbox, tasks, runs] = places.filter(place => inBar.includes(place.href))
  return (
    <nav
      aria-label="Workbench"
      className="grid shrink-0 auto-cols-fr grid-flow-col border-t bg-rail pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {inbox ? <BarLink place={inbox} /> : null}
      {tasks ? <BarLink place={tasks} /> : null}
      {mayAssign ? (
        <button
          type="button"
          aria-label="New task"
          onClick={() => router.push('/tasks?new=1')}
          className="flex h-14 items-center justify-center"
        >
          <span className="flex size-10 items-center justify-center rounded-full bg-accent-fill text-on-accent">
            <Plus size={20} strokeWidth={2} aria-hidden />
          </span>
        </button>
      ) : null}
      {runs ? <BarLink place={runs} /> : null}
      <MoreMenu />
    </nav>
  )
}

function BarLink({ place }: { place: Place }) {
  const here = isHere(place, usePathname())
  const waiting = useInboxCount(place.href === '/inbox')
  const Icon = place.icon
  return (
    <Link
      href={place.href}
      aria-current={here ? 'page' : undefined}
      className="relative flex h-14 flex-col items-center justify-center gap-0.5 text-micro text-muted aria-[current=page]:text-ink"
    >
      <Icon size={20} strokeWidth={1.5} aria-hidden />
      {place.label}
      {waiting > 0 ? (
        <span className="tabular absolute top-1.5 left-[calc(50%+8px)] min-w-4 rounded-full bg-waiting px-1 text-center font-semibold text-[10px] text-surface leading-4">
          {waiting}
        </span>
      ) : null}
    </Link>
  )
}

function MoreMenu() {
  const router = useRouter()
  const { openPalette } = useShell()
  return (
    <Menu
      side="top"
      trigger={
        <button
          type="button"
          className="flex h-14 flex-col items-center justify-center gap-0.5 text-micro text-muted"
        >
          <Ellipsis size={20} strokeWidth={1.5} aria-hidden />
          More
        </button>
      }
    >
      <MenuItem onSelect={openPalette}>Search</MenuItem>
      <MenuSeparator />
      {places
        .filter(place => !inBar.includes(place.href))
        .map(place => (
          <MenuItem
            key={place.href}
            icon={<place.icon size={16} strokeWidth={1.5} aria-hidden />}
            onSelect={() => router.push(place.href)}
          >
            {place.label}
          </MenuItem>
        ))}
    </Menu>
  )
}
