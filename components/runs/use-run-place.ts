'use client'

import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { inspectorTabs } from './inspector'

export const pageTabs = ['transcript', 'plan', ...inspectorTabs] as const

const parsers = {
  run: parseAsString,
  tab: parseAsStringLiteral(pageTabs),
  step: parseAsInteger,
  file: parseAsString,
  inspector: parseAsStringLiteral(['hidden']),
}

/** Where the reader is in a run: attempt, tab, step, file. All of it is in the address. */
export function useRunPlace() {
  const [place, change] = useQueryStates(parsers)
  return { place, change }
}
