'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useDeferredValue } from 'react'
import { rulePreviewQuery } from '../../lib/policy/queries'
import type { RuleMatch } from '../../lib/policy/schema'
import { formatPlural } from '../../lib/shared/format'

interface RulePreviewProps {
  tool: string
  match: RuleMatch
  /** An exception has to cover a whole call. */
  exception?: boolean
}

/** What a rule would have spoken of among the calls of the last runs, before anybody makes it. */
export function RulePreview({ tool, match, exception = false }: RulePreviewProps) {
  const input = useDeferredValue({ tool, match, exception })
  const { data, error } = useQuery({ ...rulePreviewQuery(input), placeholderData: known => known })
  if (error) return <p className="text-failed text-meta">{error.message}</p>
  if (!data) return <p className="text-meta text-muted">Looking at the last runs</p>
  return (
    <div aria-live="polite" className="text-meta">
      <p className="tabular text-muted">
        It would have matched {data.matched} of the last {formatPlural(data.looked, 'call')}.
      </p>
      <ul className="mt-1 flex flex-col">
        {data.examples.map((example, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: an answer never changes
            key={index}
            className="flex items-baseline gap-2 py-0.5"
          >
            <span className="min-w-0 flex-1 truncate font-mono">{example.words}</span>
            <Link
              href={`/tasks/${example.taskId}?run=${example.runId}`}
              className="max-w-48 shrink-0 truncate text-muted underline-offset-2 hover:text-ink hover:underline"
            >
              {example.taskTitle}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
