import { EmptyState } from '../ui/empty-state'
import { PageHeader } from './page-header'

/** A page that a person reached by its address and has no right to use. */
export function NotAllowed({ title }: { title: string }) {
  return (
    <>
      <PageHeader title={title} />
      <EmptyState title="Viewers read, and change nothing">
        Ask an owner or an admin of this workspace to make you a member.
      </EmptyState>
    </>
  )
}
