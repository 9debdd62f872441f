import { buttonClass } from '../components/ui/button'
import { EmptyState } from '../components/ui/empty-state'

/** A plain link: the script of Next.js’s own would be loaded with every page, since every page may be missing. */
export default function NotFound() {
  return (
    <main className="flex min-h-dvh items-center">
      <EmptyState
        title="There is nothing at this address."
        actions={
          <a href="/tasks" className={buttonClass('primary')}>
            Go to the tasks
          </a>
        }
      >
        It may have been deleted, or it belongs to another workspace.
      </EmptyState>
    </main>
  )
}
