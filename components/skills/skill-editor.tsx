'use client'

import { FileDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { buttonClass } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { Skeleton } from '../ui/skeleton'
import { LazyEditor } from './lazy-editor'

interface SkillEditorProps {
  path: string
  /** Undefined while it loads, null when it is not text. */
  text: string | null | undefined
  /** Changes when another stored text must replace what is shown. */
  revision: string
  isReadOnly: boolean
  goTo: { line: number } | null
  downloadHref?: string
  onChange: (text: string) => void
  note?: ReactNode
}

/** The middle pane: the text of one file. */
export function SkillEditor(props: SkillEditorProps) {
  const { path, text, revision, isReadOnly, goTo, downloadHref, onChange, note } = props
  return (
    <section aria-label={path} className="flex min-h-0 min-w-0 flex-1 flex-col max-md:min-h-[60dvh]">
      {note ? <div className="border-b bg-sunken px-4 py-2 text-muted">{note}</div> : null}
      {text === undefined ? (
        <div role="status" aria-label="Loading the file" className="flex flex-col gap-3 p-5">
          <Skeleton className="h-3 w-2/5" />
          <Skeleton className="h-3 w-3/5" />
        </div>
      ) : null}
      {text === null ? (
        <EmptyState
          title="This file is not text."
          actions={
            downloadHref ? (
              <a href={downloadHref} className={buttonClass()}>
                <FileDown size={14} strokeWidth={1.5} aria-hidden /> Download
              </a>
            ) : null
          }
        >
          It is kept byte for byte, and the agent can use it.
        </EmptyState>
      ) : null}
      {typeof text === 'string' ? (
        <LazyEditor
          key={`${revision}:${path}`}
          label={`Text of ${path}`}
          initial={text}
          isReadOnly={isReadOnly}
          isMarkdown={/\.(md|markdown|mdx|txt)$/i.test(path)}
          onChange={onChange}
          goTo={goTo}
        />
      ) : null}
    </section>
  )
}
