'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { QueryError } from '../common/query-error'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { SkeletonRows } from '../ui/skeleton'

interface ListProps<Data> {
  query: UseQueryResult<Data>
  /** What is listed, in the plural. */
  noun: string
  /** What to say when there is nothing. */
  empty: { icon: ReactNode; title: string; words: string }
  newLabel: string
}

interface ListFrameProps<Data, Thing> extends ListProps<Data> {
  /** Whether things may be made and changed. */
  mayWrite: boolean
  rows: (data: Data, edit: (thing: Thing) => void) => readonly ReactNode[]
  /** Changes a thing, or makes one where it is null. */
  editor: (thing: Thing | null, onClose: () => void) => ReactNode
}

/** A list of one kind, and the editor that makes and changes what stands in it. */
export function ListFrame<Data, Thing>(props: ListFrameProps<Data, Thing>) {
  const { mayWrite, rows, editor, ...list } = props
  const [edited, setEdited] = useState<{ thing: Thing | null } | null>(null)
  return (
    <>
      <List
        {...list}
        rows={data => rows(data, thing => setEdited({ thing }))}
        onNew={mayWrite ? () => setEdited({ thing: null }) : undefined}
      />
      {edited ? editor(edited.thing, () => setEdited(null)) : null}
    </>
  )
}

interface OnlyListProps<Data> extends ListProps<Data> {
  rows: (data: Data) => readonly ReactNode[]
  /** Left out for those who may not make one. */
  onNew: (() => void) | undefined
}

/** The button that makes one, the rows, and loading, failing and being empty. */
function List<Data>({ query, noun, empty, onNew, newLabel, rows }: OnlyListProps<Data>) {
  const make = onNew ? (
    <Button variant="primary" onClick={onNew}>
      <Plus size={14} strokeWidth={1.5} aria-hidden />
      {newLabel}
    </Button>
  ) : null
  if (query.error && !query.data)
    return (
      <QueryError
        title={`The ${noun} could not be loaded.`}
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    )
  if (!query.data) return <SkeletonRows rows={4} label={`Loading ${noun}`} />
  const shown = rows(query.data)
  if (shown.length === 0)
    return (
      <EmptyState icon={empty.icon} title={empty.title} actions={make}>
        {empty.words}
      </EmptyState>
    )
  return (
    <div className="mx-auto flex max-w-240 flex-col gap-3 px-5 py-4 max-md:px-4">
      <div className="flex justify-end">{make}</div>
      <ul className="flex flex-col gap-2">{shown}</ul>
    </div>
  )
}

interface ItemProps {
  name: ReactNode
  /** Small words beside the name. */
  aside?: ReactNode
  actions?: ReactNode
  children?: ReactNode
}

/** One thing of a list: its name, what can be done with it, and what there is to know. */
export function Item({ name, aside, actions, children }: ItemProps) {
  return (
    <li className="rounded-panel border bg-raised p-3">
      <div className="flex items-start gap-2">
        <div className="flex min-h-7 min-w-0 flex-1 flex-wrap items-center gap-2 max-md:min-h-9">
          <h2 className="min-w-0 break-words font-medium text-body">{name}</h2>
          {aside}
        </div>
        <span className="flex shrink-0 items-center gap-1.5">{actions}</span>
      </div>
      <div className="mt-1 flex flex-col gap-1 text-muted">{children}</div>
    </li>
  )
}
