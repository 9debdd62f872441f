'use client'

import { Download, File as FileIcon, Folder, FolderOpen, X } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { fileAddress } from '../../lib/runs/queries'
import type { RunState } from '../../lib/runs/run-state'
import { formatBytes } from '../../lib/shared/format'
import { buttonClass } from '../ui/button'
import { classNames } from '../ui/class-names'
import { EmptyState } from '../ui/empty-state'
import { IconButton } from '../ui/icon-button'
import { Tooltip } from '../ui/tooltip'

const FilePreview = dynamic(() => import('./file-preview').then(module => module.FilePreview))

interface InspectorFilesProps {
  state: RunState
  file: string | null
  onFile: (path: string | null) => void
}

/** The run's files as a tree; one of them opened below. */
export function InspectorFiles({ state, file, onFile }: InspectorFilesProps) {
  const paths = Object.keys(state.files).sort(byFolderThenName)
  const entry = file === null ? undefined : state.files[file]
  if (paths.length === 0)
    return (
      <EmptyState icon={<FolderOpen size={24} strokeWidth={1.5} aria-hidden />} title="No files yet">
        What the agent writes appears here at once.
      </EmptyState>
    )
  return (
    <>
      <nav
        aria-label="Files"
        className={classNames(
          'scroll-quiet overflow-y-auto py-1.5',
          entry ? 'max-h-[36%] shrink-0' : 'flex-1',
        )}
      >
        <FileTree paths={paths} state={state} file={file} onFile={onFile} />
      </nav>
      {file !== null && entry ? (
        <section aria-label={file} className="flex min-h-0 flex-1 flex-col border-t">
          <div className="flex h-9 shrink-0 items-center gap-2 border-b pr-2 pl-4">
            <h2 className="min-w-0 flex-1 truncate font-mono font-normal text-meta">{file}</h2>
            <span className="tabular text-meta text-muted">{formatBytes(entry.size)}</span>
            <Tooltip label="Download">
              <a
                href={fileAddress(state.runId, file, true)}
                download
                aria-label={`Download ${file}`}
                className={classNames(buttonClass('ghost', 'small'), 'w-7 px-0')}
              >
                <Download size={16} strokeWidth={1.5} aria-hidden />
              </a>
            </Tooltip>
            <IconButton label="Close the file" onClick={() => onFile(null)}>
              <X size={16} strokeWidth={1.5} aria-hidden />
            </IconButton>
          </div>
          <FilePreview runId={state.runId} path={file} entry={entry} />
        </section>
      ) : null}
    </>
  )
}

/** What Reef itself keeps there is closed until somebody looks for it. */
const keptApart: ReadonlySet<string> = new Set(['.reef'])

type FileTreeProps = InspectorFilesProps & { paths: string[] }

function FileTree({ paths, state, file, onFile }: FileTreeProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(keptApart)
  const rows = treeRows(paths, closed)
  return (
    <ul>
      {rows.map(row => {
        const indent = { paddingLeft: 16 + row.depth * 16 }
        return row.isFolder ? (
          <li key={row.path}>
            <button
              type="button"
              aria-expanded={!closed.has(row.path)}
              onClick={() => setClosed(toggled(closed, row.path))}
              style={indent}
              className="flex h-7 w-full items-center gap-2 pr-4 text-left text-muted hover:bg-hover max-md:h-10"
            >
              <Folder size={14} strokeWidth={1.5} aria-hidden />
              <span className="truncate">{row.name}</span>
            </button>
          </li>
        ) : (
          <li key={row.path}>
            <button
              type="button"
              aria-current={file === row.path ? 'true' : undefined}
              onClick={() => onFile(file === row.path ? null : row.path)}
              style={indent}
              className="flex h-7 w-full items-center gap-2 pr-4 text-left hover:bg-hover aria-[current=true]:bg-selected max-md:h-10"
            >
              <FileIcon size={14} strokeWidth={1.5} aria-hidden className="shrink-0 text-muted" />
              <span className="min-w-0 flex-1 truncate">{row.name}</span>
              <span className="tabular text-meta text-muted">
                {formatBytes(state.files[row.path]?.size ?? 0)}
              </span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

interface TreeRow {
  path: string
  name: string
  depth: number
  isFolder: boolean
}

function treeRows(paths: readonly string[], closed: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = []
  const seen = new Set<string>()
  for (const path of paths) {
    const parts = path.split('/')
    const folders = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'))
    for (const [depth, folder] of folders.entries()) {
      if (seen.has(folder)) continue
      seen.add(folder)
      if (folders.slice(0, depth).some(parent => closed.has(parent))) continue
      rows.push({ path: folder, name: parts[depth] ?? '', depth, isFolder: true })
    }
    if (folders.some(folder => closed.has(folder))) continue
    rows.push({ path, name: parts.at(-1) ?? path, depth: folders.length, isFolder: false })
  }
  return rows
}

function byFolderThenName(a: string, b: string): number {
  const [depthA, depthB] = [a, b].map(path => (path.includes('/') ? 0 : 1)) as [number, number]
  return depthA - depthB || a.localeCompare(b)
}

function toggled(set: ReadonlySet<string>, value: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(value)) next.add(value)
  return next
}
