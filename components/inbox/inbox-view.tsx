'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { parseAsString, useQueryState } from 'nuqs'
import { type ReactNode, useEffect } from 'react'
import { inboxQuery } from '../../lib/inbox/queries'
import type { InboxItem } from '../../lib/inbox/schema'
import type { Task } from '../../lib/tasks/schema'
import { PageHeader } from '../common/page-header'
import { QueryError } from '../common/query-error'
import { useAllowed } from '../common/use-allowed'
import { useShortcut } from '../common/use-shortcut'
import { SkeletonRows } from '../ui/skeleton'
import { AskPane } from './ask-pane'
import { InboxRow } from './inbox-row'
import { NothingWaits } from './nothing-waits'

const BudgetWarnings = dynamic(() => import('./budget-warnings').then(module => module.BudgetWarnings))

interface InboxViewProps {
  /** The exact ask of a run. */
  ask: (item: InboxItem, runId: string) => ReactNode
  onDone: (task: Task) => void
}

/** Everything that waits for a person, one row a task: the list on the left, the exact ask on the right. */
export function InboxView({ ask, onDone }: InboxViewProps) {
  const query = useQuery(inboxQuery())
  const [openId, setOpenId] = useQueryState('task', parseAsString)
  const items = query.data?.items ?? []
  const open = items.find(({ task }) => task.id === openId) ?? items[0]
  useCountInTitle(items.length)
  useInboxKeys({ items, open, onOpen: id => void setOpenId(id), onDone })
  return (
    <>
      <PageHeader title="Inbox" aside={items.length > 0 ? items.length : undefined} />
      {query.error ? (
        <QueryError
          title="The inbox could not be loaded."
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      ) : null}
      {query.isPending ? <SkeletonRows rows={5} label="Loading the inbox" /> : null}
      {query.data?.warnings.length ? <BudgetWarnings warnings={query.data.warnings} /> : null}
      {query.data && items.length === 0 ? <NothingWaits /> : null}
      {open ? (
        <div className="flex min-h-0 flex-1 max-md:flex-col">
          <ul
            aria-label="Waiting for you"
            className="scroll-quiet w-90 shrink-0 overflow-y-auto border-r max-lg:w-72 max-md:max-h-[38%] max-md:w-full max-md:border-r-0 max-md:border-b"
          >
            {items.map(item => (
              <InboxRow
                key={item.task.id}
                item={item}
                open={item === open}
                onOpen={() => void setOpenId(item.task.id)}
              />
            ))}
          </ul>
          <AskPane key={open.task.id} item={open} onDone={onDone}>
            {open.asks.map(({ runId, agentName }) => (
              <section key={runId} aria-label={agentName} className="[&+&]:mt-5 [&+&]:border-t [&+&]:pt-4">
                {open.asks.length > 1 ? <h3 className="mb-2 text-meta text-muted">{agentName}</h3> : null}
                {ask(open, runId)}
              </section>
            ))}
          </AskPane>
        </div>
      ) : null}
    </>
  )
}

interface Keys {
  items: readonly InboxItem[]
  open: InboxItem | undefined
  onOpen: (taskId: string) => void
  onDone: (task: Task) => void
}

/** The keyboard alone is enough: walk, answer, be done, open. Approvals bring keys of their own. */
function useInboxKeys({ items, open, onOpen, onDone }: Keys): void {
  const router = useRouter()
  function move(step: number) {
    const index = open ? items.indexOf(open) : -1
    const next = items[Math.min(items.length - 1, Math.max(0, index + step))]
    if (next) onOpen(next.task.id)
  }
  useShortcut('j', () => move(1))
  useShortcut('k', () => move(-1))
  useShortcut('e', () => open && onDone(open.task), useAllowed('task:write'))
  useShortcut('r', () => inAsk('textarea, input')?.focus())
  useShortcut('Enter', event => {
    // Enter on a button or a link is that button's.
    const isOnControl = event.target instanceof HTMLElement && event.target.closest('a, button') !== null
    if (open && !isOnControl) router.push(`/tasks/${open.task.id}`)
    else if (event.target instanceof HTMLElement) event.target.click()
  })
}

function inAsk(selector: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`#inbox-ask :is(${selector})`)
}

/** The number that waits, in the tab's title. */
function useCountInTitle(count: number): void {
  useEffect(() => {
    document.title = `${count > 0 ? `(${count}) ` : ''}Inbox · Reef`
  }, [count])
}
