import type { SkillSummary } from '../../lib/skills/schema'
import { Badge } from '../ui/badge'

type StatusProps = Pick<SkillSummary, 'status' | 'publishedVersion' | 'latestVersion'>

/** What runs get, in words: "Published v2", "Draft v1", "Archived", and whether a newer draft waits. */
export function SkillStatusBadge({ status, publishedVersion, latestVersion }: StatusProps) {
  if (status === 'archived') return <Badge>Archived</Badge>
  if (publishedVersion === null) return <Badge tone="waiting">Draft v{latestVersion}</Badge>
  return (
    <span className="inline-flex items-center gap-1.5">
      <Badge tone="succeeded">Published v{publishedVersion}</Badge>
      {latestVersion > publishedVersion ? <Badge tone="waiting">Draft v{latestVersion}</Badge> : null}
    </span>
  )
}
