import { listApprovals } from '@/lib/approvals/list-approvals'
import { approvalFilter, approvalList } from '@/lib/approvals/schema'
import { route } from '@/lib/http/handler'

export const GET = route({
  summary: 'Open approvals: of the workspace, or of one run and the runs that it has started',
  action: 'approval:read',
  query: approvalFilter,
  response: approvalList,
  run: ({ actor, query }) => listApprovals(actor, query),
})
