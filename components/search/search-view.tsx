'use client'

import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import Link from 'next/link'
import { parseAsString, useQueryState } from 'nuqs'
import { type ReactNode, useDeferredValue } from 'react'
import { searchQuery } from '../../lib/search/queries'
import { PageHeader } from '../common/page-header'
import { QueryError } from '../common/query-error'
import { EmptyState } from '../ui/empty-state'
import { Input } from '../ui/input'
import { SkeletonRows } from '../ui/skeleton'

/** Words found in tasks and in what was said and done. */
export function SearchView() {
  const [q, setQ] = useQueryState('q', parseAsString.withDefault('').withOptions({ throttleMs: 200 }))
  const words = useDeferredValue(q.trim())
  const query = useQuery({ ...searchQuery(words), placeholderData: previous => previous })
  const found = query.data
  const nothing = found && found.tasks.length + found.runs.length === 0
  return (
    <>
      <PageHeader title="Search" />
      <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-180 px-5 py-5 max-md:px-4">
          <Input
            type="search"
            autoFocus
            aria-label="Search everything"
            placeholder="Words, or a “phrase”"
            value={q}
            onChange={event => void setQ(event.target.value || null)}
          />
          {query.error ? (
            <QueryError title="The search failed." error={query.error} onRetry={() => void query.refetch()} />
          ) : null}
          {query.isLoading ? <SkeletonRows rows={5} label="Searching" /> : null}
          {nothing ? (
            <EmptyState
              icon={<Search size={24} strokeWidth={1.5} aria-hidden />}
              title={`Nothing found for “${words}”`}
            >
              Titles, instructions, answers, commands and their output are searched.
            </EmptyState>
          ) : null}
          {found ? (
            <>
              <Found heading="Tasks" hidden={found.tasks.length === 0}>
                {found.tasks.map(task => (
                  <Hit
                    key={task.id}
                    href={`/tasks/${task.id}`}
                    title={task.title}
                    snippet={task.snippet}
                    words={words}
                  />
                ))}
              </Found>
              <Found heading="Transcripts" hidden={found.runs.length === 0}>
                {found.runs.map(run => (
                  <Hit
                    key={`${run.runId}-${run.seq}`}
                    href={`/runs/${run.runId}`}
                    title={run.taskTitle}
                    snippet={run.snippet}
                    words={words}
                  />
                ))}
              </Found>
            </>
          ) : null}
        </div>
      </div>
    </>
  )
}

function Found({ heading, hidden, children }: { heading: string; hidden: boolean; children: ReactNode }) {
  if (hidden) return null
  return (
    <section aria-label={heading} className="mt-6">
      <h2 className="mb-1 text-body">{heading}</h2>
      <ul className="divide-y border-y">{children}</ul>
    </section>
  )
}

interface HitProps {
  href: string
  title: string
  snippet: string
  words: string
}

function Hit({ href, title, snippet, words }: HitProps) {
  return (
    <li>
      <Link href={href} className="block px-1 py-2 transition-colors duration-150 hover:bg-hover">
        <span className="block truncate font-medium">{title}</span>
        <span className="line-clamp-2 break-words text-muted">
          <Marked text={snippet} words={words} />
        </span>
      </Link>
    </li>
  )
}

function Marked({ text, words }: { text: string; words: string }) {
  const wanted = new Set(
    words
      .toLowerCase()
      .split(/[\s"“”-]+/)
      .filter(Boolean),
  )
  return text.split(/(\s+|[.,;:()|]+)/).map((piece, index) =>
    wanted.has(piece.toLowerCase()) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces never move
      <mark key={index} className="bg-waiting-soft font-medium text-ink">
        {piece}
      </mark>
    ) : (
      piece
    ),
  )
}
