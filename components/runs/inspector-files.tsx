'use client'

import { Download, FolderOpen, X } from 'lucide-react'
import dynamic from 'next/dynamic'
import { memo } from 'react'
import { fileAddress } from '../../lib/runs/queries'
import type { RunState } from '../../lib/runs/run-state'
import { formatBytes } from '../../lib/shared/format'
import { buttonClass } from '../ui/button'
import { classNames } from '../ui/class-names'
import { EmptyState } from '../ui/empty-state'
import { IconButton } from '../ui/icon-button'
import { Tooltip } from '../ui/tooltip'
import { FileTree } from './file-tree'

const FilePreview = dynamic(() => import('./file-preview').then(module => module.FilePreview))

interface InspectorFilesProps {
  runId: string
  files: RunState['files']
  file: string | null
  onFile: (path: string | null) => void
}

/** The run's files as a tree; one of them opened below. Drawn anew only when a file has changed. */
export const InspectorFiles = memo(function InspectorFiles(props: InspectorFilesProps) {
  const { runId, files, file, onFile } = props

  const entry = file === null ? undefined : files[file]
  if (Object.keys(files).length === 0)
    return (
      <EmptyState icon={<FolderOpen size={24} strokeWidth={1.5} aria-hidden />} title="No files yet">
        What the agent writes appears here at once.
      </EmptyState>
    )
  return (
    <>
      <FileTree
        files={files}
        file={file}
        onFile={onFile}
        className={entry ? 'max-h-[36%] shrink-0' : 'flex-1'}
      />
      {file !== null && entry ? (
        <section aria-label={file} className="flex min-h-0 flex-1 flex-col border-t">
          <div className="flex h-9 shrink-0 items-center gap-2 border-b pr-2 pl-4">
            <h2 className="min-w-0 flex-1 truncate font-mono font-normal text-meta">{file}</h2>
            <span className="tabular text-meta text-muted">{formatBytes(entry.size)}</span>
            <Tooltip label="Download">
              <a
                href={fileAddress(runId, file, true)}
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
          <FilePreview runId={runId} path={file} entry={entry} />
        </section>
      ) : null}
    </>
  )
})
