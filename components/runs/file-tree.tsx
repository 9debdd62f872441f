'use client'

import { File as FileIcon, Folder } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { type FileRow, fileRowsOf, sortPaths } from '../../lib/runs/file-rows'
import type { RunState } from '../../lib/runs/run-state'
import { formatBytes } from '../../lib/shared/format'
import { useMedia } from '../common/use-media'
import { useRowWindow } from '../common/use-row-window'
import { classNames } from '../ui/class-names'

interface FileTreeProps {
  files: RunState['files']
  /** The file that is open. */
  file: string | null
  onFile: (path: string | null) => void
  className: string
}

/** What Reef itself keeps there is closed until somebody looks for it. */
const keptApart: ReadonlySet<string> = new Set(['.reef'])

/** The run's files as a tree. Only the rows in view are in the page: a run may leave thousands. */
export function FileTree({ files, file, onFile, className }: FileTreeProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(keptApart)
  const paths = useMemo(() => sortPaths(Object.keys(files)), [files])
  const rows = useMemo(() => fileRowsOf(paths, closed), [paths, closed])
  const box = useRef<HTMLElement>(null)
  const height = useMedia('(max-width: 767px)') ? 40 : 28
  const near = useRowWindow({
    box,
    count: rows.length,
    keyOf: index => rows[index]?.path ?? '',
    estimate: () => height,
  })
  return (
    <nav
      ref={box}
      aria-label="Files"
      onScroll={near.onScroll}
      className={classNames('scroll-quiet overflow-y-auto py-1.5 [overflow-anchor:none]', className)}
    >
      <ul className="relative" style={{ paddingTop: near.before, paddingBottom: near.after }}>
        {rows.slice(near.first, near.last).map((row, index) => (
          <li
            key={row.path}
            ref={near.measure}
            data-index={near.first + index}
            aria-setsize={rows.length}
            aria-posinset={near.first + index + 1}
          >
            {row.isFolder ? (
              <FolderRow
                row={row}
                open={!closed.has(row.path)}
                onToggle={() => setClosed(toggled(closed, row.path))}
              />
            ) : (
              <FileRowView
                row={row}
                size={files[row.path]?.size ?? 0}
                open={file === row.path}
                onToggle={() => onFile(file === row.path ? null : row.path)}
              />
            )}
          </li>
        ))}
      </ul>
    </nav>
  )
}

interface RowProps {
  row: FileRow
  open: boolean
  onToggle: () => void
}

function FolderRow({ row, open, onToggle }: RowProps) {
  return (
    <button
      type="button"
      aria-expanded={open}
      onClick={onToggle}
      style={{ paddingLeft: 16 + row.depth * 16 }}
      className="flex h-7 w-full items-center gap-2 pr-4 text-left text-muted hover:bg-hover max-md:h-10"
    >
      <Folder size={14} strokeWidth={1.5} aria-hidden />
      <span className="truncate">{row.name}</span>
    </button>
  )
}

function FileRowView({ row, size, open, onToggle }: RowProps & { size: number }) {
  return (
    <button
      type="button"
      aria-current={open ? 'true' : undefined}
      onClick={onToggle}
      style={{ paddingLeft: 16 + row.depth * 16 }}
      className="flex h-7 w-full items-center gap-2 pr-4 text-left hover:bg-hover aria-[current=true]:bg-selected max-md:h-10"
    >
      <FileIcon size={14} strokeWidth={1.5} aria-hidden className="shrink-0 text-muted" />
      <span className="min-w-0 flex-1 truncate">{row.name}</span>
      <span className="tabular text-meta text-muted">{formatBytes(size)}</span>
    </button>
  )
}

function toggled(set: ReadonlySet<string>, value: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(value)) next.add(value)
  return next
}
