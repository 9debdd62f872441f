'use client'

import { FileText, X } from 'lucide-react'
import { formatBytes } from '../../lib/shared/format'
import type { Attachment } from './use-attachments'

interface AttachmentListProps {
  attachments: readonly Attachment[]
  onRemove: (id: number) => void
}

/** The files that go with a task, and how far each one has come. */
export function AttachmentList({ attachments, onRemove }: AttachmentListProps) {
  if (attachments.length === 0) return null
  return (
    <ul aria-label="Attached files" className="flex flex-wrap gap-1.5 px-3.5 py-1.5">
      {attachments.map(file => (
        <li
          key={file.id}
          className="relative flex h-7 items-center gap-1.5 overflow-hidden rounded-control border bg-surface pr-1 pl-2 text-meta"
        >
          <FileText size={14} strokeWidth={1.5} aria-hidden className="text-muted" />
          <span className="max-w-56 truncate">{file.path}</span>
          <span className={file.problem ? 'text-failed' : 'tabular text-faint'}>
            {file.problem ?? (file.hash ? formatBytes(file.size) : `${Math.round(file.progress * 100)} %`)}
          </span>
          <button
            type="button"
            aria-label={`Remove ${file.path}`}
            onClick={() => onRemove(file.id)}
            className="rounded-sm p-0.5 text-muted hover:bg-hover hover:text-ink"
          >
            <X size={14} strokeWidth={1.5} aria-hidden />
          </button>
          {file.hash || file.problem ? null : (
            <span
              aria-hidden
              className="absolute bottom-0 left-0 h-0.5 bg-running transition-[width]"
              style={{ width: `${file.progress * 100}%` }}
            />
          )}
        </li>
      ))}
    </ul>
  )
}
