'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { settingsSections } from './sections'

/** React calls it whenever another link becomes the one of the page. */
function bringIntoView(link: HTMLAnchorElement | null): void {
  link?.scrollIntoView({ block: 'nearest', inline: 'center' })
}

/** The sections: a column on the side, a scrolling row on a phone. */
export function SettingsNav() {
  const pathname = usePathname()
  return (
    <nav
      aria-label="Settings"
      className="scroll-quiet flex shrink-0 gap-px max-md:overflow-x-auto max-md:border-b max-md:px-2 max-md:py-1 md:w-44 md:flex-col md:py-5 md:pl-3"
    >
      {settingsSections.map(({ href, label }) => (
        <Link
          key={href}
          ref={pathname === href ? bringIntoView : null}
          href={href}
          aria-current={pathname === href ? 'page' : undefined}
          className="flex h-8 shrink-0 items-center rounded-control px-2.5 text-muted transition-colors duration-150 hover:bg-hover hover:text-ink aria-[current=page]:bg-selected aria-[current=page]:text-ink max-md:h-10"
        >
          {label}
        </Link>
      ))}
    </nav>
  )
}
