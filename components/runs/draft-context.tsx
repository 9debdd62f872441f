'use client'

import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { DraftStore, Drafts } from '../../lib/runs/drafts'
import { assertPresent } from '../../lib/shared/assert'

/** The words that are being written in this run. One store for each page. */
export const DraftContext = createContext<DraftStore | null>(null)

/** A slice of the drafts; only what is selected makes the component render again. */
export function useDrafts<Slice>(select: (drafts: Drafts) => Slice): Slice {
  return useStore(assertPresent(useContext(DraftContext), 'DraftContext'), select)
}
