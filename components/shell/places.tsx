import {
  AlarmClock,
  Bot,
  ChartNoAxesColumn,
  CircleCheckBig,
  Inbox,
  ListTree,
  Settings,
  Sparkles,
} from 'lucide-react'
import type { ComponentType } from 'react'

export interface Place {
  href: string
  label: string
  icon: ComponentType<{ size?: number; strokeWidth?: number; 'aria-hidden'?: boolean }>
  /** Second key after `g`. */
  key: string
}

/** Where one can go, in the order of the rail. */
export const places: readonly Place[] = [
  { href: '/inbox', label: 'Inbox', icon: Inbox, key: 'i' },
  { href: '/tasks', label: 'Tasks', icon: CircleCheckBig, key: 't' },
  { href: '/runs', label: 'Runs', icon: ListTree, key: 'r' },
  { href: '/automation', label: 'Automation', icon: AlarmClock, key: 'o' },
  { href: '/agents', label: 'Agents', icon: Bot, key: 'a' },
  { href: '/skills', label: 'Skills', icon: Sparkles, key: 's' },
  { href: '/usage', label: 'Usage', icon: ChartNoAxesColumn, key: 'u' },
  { href: '/settings', label: 'Settings', icon: Settings, key: 'e' },
]

export function isHere(place: Place, pathname: string): boolean {
  return pathname === place.href || pathname.startsWith(`${place.href}/`)
}
