/** Figures as people read them: short, with their unit, in tabular form. Pure. */

import { moneyIn, usDollar } from './currency'

// Made once: a page at work words hundreds of figures a second, and each new format costs more than the words.
const whole = new Intl.NumberFormat('en-US')

/** 999 → "999", 1234 → "1.2k", 83100 → "83k", 2500000 → "2.5M". */
export function formatCount(value: number): string {
  if (value < 1000) return String(Math.round(value))
  if (value < 999_500) return `${shorten(value / 1000)}k`
  return `${shorten(value / 1_000_000)}M`
}

function shorten(value: number): string {
  return value < 10 ? value.toFixed(1).replace(/\.0$/, '') : String(Math.round(value))
}

/** Grouped digits for tables and tooltips: 83100 → "83,100". */
export function formatWhole(value: number): string {
  return whole.format(value)
}

/** Dollars, for words that are kept or told to a model. The page shows amounts in the workspace's currency. */
export const formatDollars = moneyIn(usDollar)

/** Milliseconds: "340 ms", "2.4 s", "1 min 12 s", "3 h 05 min". */
export function formatDuration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds)
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

/** How long ago, in one unit: "now", "12 s", "4 min", "3 h", "2 d", then the date. */
export function formatAgo(at: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(at)) / 1000))
  if (seconds < 2) return 'now'
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`
  if (seconds < 30 * 86_400) return `${Math.floor(seconds / 86_400)} d`
  return new Date(at).toISOString().slice(0, 10)
}

/** "at 18:30" today, "on 4 May at 18:30" on another day, on the reader's clock. */
export function formatTime(at: string, now: Date = new Date()): string {
  const date = new Date(at)
  const time = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  if (date.toDateString() === now.toDateString()) return `at ${time}`
  return `on ${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })} at ${time}`
}

/** Bytes with decimal units, as file managers show them. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${shorten(bytes / 1000)} kB`
  return `${shorten(bytes / 1_000_000)} MB`
}

/** "1 file", "3 files". */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatWhole(count)} ${count === 1 ? one : many}`
}
