'use client'

import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { skillDiffQuery } from '../../lib/skills/queries'
import type { FileDiff } from '../../lib/skills/schema'
import { QueryError } from '../common/query-error'
import { classNames } from '../ui/class-names'
import { IconButton } from '../ui/icon-button'
import { SkeletonRows } from '../ui/skeleton'

interface VersionDiffViewProps {
  skillId: string
  from: number
  to: number
  onClose: () => void
}

/** What changed between two versions, file by file. */
export function VersionDiffView({ skillId, from, to, onClose }: VersionDiffViewProps) {
  const query = useQuery(skillDiffQuery(skillId, from, to))
  return (
    <section aria-label="Changes" className="flex min-h-0 flex-1 flex-col">
      <header className="flex h-10 shrink-0 items-center gap-2 border-b px-4">
        <h2 className="text-body">
          Changes from version {from} to {to}
        </h2>
        <IconButton label="Close the changes" onClick={onClose} className="ml-auto">
          <X size={16} strokeWidth={1.5} aria-hidden />
        </IconButton>
      </header>
      <div className="scroll-quiet min-h-0 flex-1 overflow-auto">
        {query.isPending ? <SkeletonRows rows={5} label="Loading the changes" /> : null}
        {query.error ? (
          <QueryError
            title="The changes could not be loaded."
            error={query.error}
            onRetry={() => void query.refetch()}
          />
        ) : null}
        {query.data?.files.length === 0 ? <p className="p-4 text-muted">The files are the same.</p> : null}
        {query.data?.files.map(file => (
          <FileChange key={file.path} file={file} />
        ))}
      </div>
    </section>
  )
}

function FileChange({ file }: { file: FileDiff }) {
  const words = { added: 'New file', removed: 'Removed', changed: 'Changed' }
  return (
    <article className="border-b pb-3">
      <header className="sticky top-0 flex items-center gap-3 bg-surface px-4 py-2">
        <h3 className="min-w-0 truncate font-medium font-mono text-meta">{file.path}</h3>
        <span className="text-meta text-muted">{words[file.change]}</span>
        <span className="tabular ml-auto whitespace-nowrap text-meta">
          <span className="text-succeeded">+{file.added}</span>{' '}
          <span className="text-failed">−{file.removed}</span>
        </span>
      </header>
      {file.patch === null ? (
        <p className="px-4 text-muted">Not shown: it is not text, or very long.</p>
      ) : (
        <pre className="overflow-x-auto font-mono text-meta leading-5">
          {patchLines(file.patch).map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a fixed text
            <DiffLine key={index} line={line} />
          ))}
        </pre>
      )}
    </article>
  )
}

function DiffLine({ line }: { line: string }) {
  const sign = line.charAt(0)
  return (
    <span
      className={classNames(
        'block min-h-5 whitespace-pre-wrap break-words px-4',
        sign === '+' && 'bg-added',
        sign === '-' && 'bg-removed',
        sign === '@' && 'text-muted',
      )}
    >
      {line}
    </span>
  )
}

/** Without the four header lines and the marks about missing line ends. */
function patchLines(patch: string): string[] {
  return patch
    .split('\n')
    .slice(4)
    .filter((line, index, all) => !line.startsWith('\\') && !(line === '' && index === all.length - 1))
}
