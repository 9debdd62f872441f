import { route } from '@/lib/http/handler'
import { diffVersions } from '@/lib/skills/diff-versions'
import { diffQuery, skillParams, versionDiff } from '@/lib/skills/schema'

export const GET = route({
  summary: 'What changed from one version to another, file by file',
  action: 'skill:read',
  params: skillParams,
  query: diffQuery,
  response: versionDiff,
  run: ({ actor, params, query }) => diffVersions(actor, params.skillId, query.from, query.to),
})
