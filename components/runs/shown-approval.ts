import type { ApprovalState } from '../../lib/runs/run-state'

/** What the page needs of an approval to ask for a word on it, wherever it comes from. */
export type ShownApproval = Pick<ApprovalState, 'approvalId' | 'kind' | 'title' | 'facts' | 'expiresAt'>

/** What a person has opened in an approval's card beside the plain words. */
export type ApprovalForm = 'none' | 'always' | 'deny' | 'edit' | 'done'
