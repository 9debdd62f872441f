'use client'

import { useQuery } from '@tanstack/react-query'
import { PanelLeft, Search } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { meQuery } from '../../lib/accounts/queries'
import { usePreferences } from '../common/preferences'
import { ReefMark } from '../common/reef-mark'
import { classNames } from '../ui/class-names'
import { IconButton } from '../ui/icon-button'
import { Kbd } from '../ui/kbd'
import { Tooltip } from '../ui/tooltip'
import { AccountMenu } from './account-menu'
import { LiveRuns } from './live-runs'
import { isHere, type Place, places } from './places'
import { useInboxCount } from './use-inbox-count'

/** The left rail: where one is, where one can go, and what is running. */
export function Rail({ onSearch }: { onSearch: () => void }) {
  const { preferences, setPreference } = usePreferences()
  const narrow = preferences.rail === 'narrow'
  return (
    <nav
      aria-label="Workbench"
      className={classNames(
        'flex shrink-0 flex-col border-r bg-rail max-md:hidden',
        narrow ? 'w-12' : 'w-54',
      )}
    >
      <div
        className={classNames(
          'flex h-12 shrink-0 items-center',
          narrow ? 'justify-center' : 'gap-2 pr-2 pl-3.5',
        )}
      >
        {narrow ? null : <WorkspaceName />}
        <IconButton
          label={narrow ? 'Widen the rail' : 'Narrow the rail'}
          onClick={() => setPreference('rail', narrow ? 'wide' : 'narrow')}
        >
          <PanelLeft size={16} strokeWidth={1.5} aria-hidden />
        </IconButton>
      </div>
      <div className="flex flex-col gap-px px-2">
        <SearchButton narrow={narrow} onSearch={onSearch} />
        {places.slice(0, -1).map(place => (
          <RailLink key={place.href} place={place} narrow={narrow} />
        ))}
      </div>
      {narrow ? <div className="flex-1" /> : <LiveRuns />}
      <div className="flex flex-col gap-px border-t p-2">
        {places.slice(-1).map(place => (
          <RailLink key={place.href} place={place} narrow={narrow} />
        ))}
        <AccountMenu narrow={narrow} />
      </div>
    </nav>
  )
}

function WorkspaceName() {
  const { data } = useQuery(meQuery())
  return (
    <Link href="/tasks" className="flex min-w-0 flex-1 items-center gap-2 rounded-sm">
      <ReefMark size={18} />
      <span className="truncate font-semibold">{data?.workspace.name ?? 'Reef'}</span>
    </Link>
  )
}

function SearchButton({ narrow, onSearch }: { narrow: boolean; onSearch: () => void }) {
  const button = (
    <button
      type="button"
      {...(narrow ? { 'aria-label': 'Search or do anything' } : {})}
      onClick={onSearch}
      className={classNames(
        'mb-2 flex h-8 items-center gap-2 rounded-control border bg-surface text-muted transition-colors duration-150 hover:border-strong hover:text-ink',
        narrow ? 'w-8 justify-center' : 'pr-1.5 pl-2',
      )}
    >
      <Search size={16} strokeWidth={1.5} aria-hidden />
      {narrow ? null : (
        <>
          <span className="flex-1 text-left">Search</span>
          <Kbd>⌘K</Kbd>
        </>
      )}
    </button>
  )
  return narrow ? (
    <Tooltip label="Search or do anything" keys="⌘K" side="right">
      {button}
    </Tooltip>
  ) : (
    button
  )
}

function RailLink({ place, narrow }: { place: Place; narrow: boolean }) {
  const here = isHere(place, usePathname())
  const waiting = useInboxCount(place.href === '/inbox')
  const Icon = place.icon
  const link = (
    <Link
      href={place.href}
      aria-current={here ? 'page' : undefined}
      {...(narrow ? { 'aria-label': waiting > 0 ? `${place.label}, ${waiting} waiting` : place.label } : {})}
      className={classNames(
        'relative flex h-8 items-center gap-2 rounded-control transition-colors duration-150',
        narrow ? 'w-8 justify-center' : 'px-2',
        here ? 'bg-selected text-ink' : 'text-muted hover:bg-hover hover:text-ink',
      )}
    >
      <Icon size={16} strokeWidth={1.5} aria-hidden />
      {narrow ? null : <span className="flex-1">{place.label}</span>}
      {waiting > 0 ? <InboxCount count={waiting} narrow={narrow} /> : null}
    </Link>
  )
  return narrow ? (
    <Tooltip label={place.label} keys={`g ${place.key}`} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  )
}

function InboxCount({ count, narrow }: { count: number; narrow: boolean }) {
  if (narrow) return <span aria-hidden className="absolute top-1 right-1 size-1.5 rounded-full bg-waiting" />
  return (
    <span className="tabular font-medium text-ink text-meta">
      {count}
      <span className="sr-only"> waiting</span>
    </span>
  )
}
