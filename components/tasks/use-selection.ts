'use client'

import { useState } from 'react'

/** Which tasks are chosen for one action. Only those that are shown count. */
export function useSelection(ordered: readonly { id: string }[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const [anchor, setAnchor] = useState<string | null>(null)
  const shown = ordered.filter(each => ids.has(each.id)).map(each => each.id)
  function toggle(id: string) {
    const next = new Set(shown)
    if (!next.delete(id)) next.add(id)
    setIds(next)
    setAnchor(id)
  }
  /** Everything from where was chosen last to here. */
  function extendTo(id: string) {
    const from = ordered.findIndex(each => each.id === anchor)
    const to = ordered.findIndex(each => each.id === id)
    if (from < 0) return toggle(id)
    const range = ordered.slice(Math.min(from, to), Math.max(from, to) + 1).map(each => each.id)
    setIds(new Set([...shown, ...range]))
  }
  return { ids: new Set(shown), toggle, extendTo, clear: () => setIds(new Set()) }
}

export type Selection = ReturnType<typeof useSelection>
