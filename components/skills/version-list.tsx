'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { skillUsesQuery } from '../../lib/skills/queries'
import type { SkillDetail } from '../../lib/skills/schema'
import { TimeAgo } from '../common/time-ago'
import { useAllowed } from '../common/use-allowed'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'

interface VersionListProps {
  skill: SkillDetail
  shown: number
  onShow: (version: number) => void
  onCompare: (from: number, to: number) => void
  onPublish: (version: number) => void
}

/** Every version ever saved, newest first: read it, compare it with the one before, publish it. */
export function VersionList({ skill, shown, onShow, onCompare, onPublish }: VersionListProps) {
  const mayPublish = useAllowed('skill:publish')
  return (
    <ol className="flex flex-col">
      {skill.versions.map(version => (
        <li
          key={version.id}
          data-selected={version.number === shown}
          className="flex flex-col gap-1 border-b px-4 py-3 data-[selected=true]:bg-selected"
        >
          <span className="flex items-center gap-2">
            <button
              type="button"
              onClick={() => onShow(version.number)}
              className="font-medium hover:underline"
            >
              Version {version.number}
            </button>
            {version.number === skill.publishedVersion ? <Badge tone="succeeded">Published</Badge> : null}
            <TimeAgo at={version.createdAt} className="tabular ml-auto text-meta text-muted" />
          </span>
          {version.changelog ? <p className="break-words text-muted">{version.changelog}</p> : null}
          <code className="truncate font-mono text-meta text-muted" title={version.hash}>
            {version.hash.slice(0, 12)}
          </code>
          <span className="-ml-2 flex gap-1">
            {version.number > 1 ? (
              <Button
                variant="ghost"
                size="small"
                onClick={() => onCompare(version.number - 1, version.number)}
              >
                Changes
              </Button>
            ) : null}
            {!mayPublish || version.number === skill.publishedVersion ? null : (
              <Button variant="ghost" size="small" onClick={() => onPublish(version.number)}>
                Publish
              </Button>
            )}
          </span>
        </li>
      ))}
    </ol>
  )
}

/** The runs that opened the skill. */
export function SkillUses({ skillId }: { skillId: string }) {
  const query = useQuery(skillUsesQuery(skillId))
  const uses = query.data?.uses ?? []
  if (query.isPending) return null
  if (query.error) return <p className="p-4 text-muted">The runs could not be loaded.</p>
  if (uses.length === 0) {
    return (
      <p className="p-4 text-muted">
        No run has opened it yet. Agents choose by the description: say when to use it.
      </p>
    )
  }
  return (
    <ul className="flex flex-col">
      {uses.map((use, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one run may open a skill twice in the same millisecond
        <li key={`${use.runId}-${index}`} className="flex items-baseline gap-2 border-b px-4 py-2">
          <Link href={`/tasks/${use.taskId}`} className="min-w-0 flex-1 truncate hover:underline">
            {use.title}
          </Link>
          <span className="tabular text-meta text-muted">v{use.version}</span>
          <TimeAgo at={use.at} className="tabular text-meta text-muted" />
        </li>
      ))}
    </ul>
  )
}
