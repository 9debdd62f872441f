'use client'

import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'

const parsers = {
  version: parseAsInteger,
  file: parseAsString,
  tab: parseAsStringLiteral(['checks', 'versions', 'runs']).withDefault('checks'),
  /** Together: show the changes from one version to another. */
  from: parseAsInteger,
  to: parseAsInteger,
}

/** What of a skill is looked at, kept in the address. */
export function useSkillPlace() {
  return useQueryStates(parsers)
}
