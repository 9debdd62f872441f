'use client'

import { useQuery } from '@tanstack/react-query'
import type { FileEntry } from '../../lib/files/schema'
import { fileAddress, runFileQuery } from '../../lib/runs/queries'
import { Markdown } from '../common/markdown'
import { QueryError } from '../common/query-error'
import { Skeleton } from '../ui/skeleton'
import { AnsiText } from './ansi-text'

const largestText = 1_000_000
const picture = /\.(png|jpe?g|gif|webp|avif|svg)$/i
const binary = /\.(zip|gz|tar|pdf|xlsx?|docx?|pptx?|parquet|sqlite|db|woff2?|ttf|mp[34]|wasm|bin|exe)$/i

interface FilePreviewProps {
  runId: string
  path: string
  entry: FileEntry
}

/** A file as it can be looked at: a picture, a page, or text. */
export function FilePreview({ runId, path, entry }: FilePreviewProps) {
  if (picture.test(path)) return <Picture runId={runId} path={path} entry={entry} />
  if (binary.test(path) || entry.size > largestText)
    return <p className="p-4 text-muted">This file cannot be shown here. Download it to look at it.</p>
  return <TextFile runId={runId} path={path} entry={entry} />
}

function Picture({ runId, path, entry }: FilePreviewProps) {
  return (
    <div className="scroll-quiet flex-1 overflow-auto p-4">
      {/* biome-ignore lint/performance/noImgElement: the bytes come from the run's own files, which no optimiser may keep */}
      <img
        src={`${fileAddress(runId, path)}&v=${entry.hash.slice(0, 12)}`}
        alt={path}
        className="max-w-full rounded-control bg-white"
      />
    </div>
  )
}

function TextFile({ runId, path, entry }: FilePreviewProps) {
  const query = useQuery(runFileQuery(runId, path, entry.hash))
  if (query.error)
    return (
      <QueryError
        title="The file could not be read."
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    )
  if (query.data === undefined)
    return (
      <div role="status" aria-label="Loading the file" className="flex flex-col gap-2 p-4">
        <Skeleton className="h-3 w-3/4" />
        <Skeleton className="h-3 w-1/2" />
        <Skeleton className="h-3 w-2/3" />
      </div>
    )
  return (
    <section
      aria-label={`Content of ${path}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      className="scroll-quiet min-h-0 flex-1 overflow-auto p-4"
    >
      {/\.(md|markdown)$/i.test(path) ? (
        <Markdown text={query.data} />
      ) : (
        <div className="font-mono text-meta leading-[18px]">
          <AnsiText text={query.data} />
        </div>
      )}
    </section>
  )
}
