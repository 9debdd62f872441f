'use client'

import { Gauge } from 'lucide-react'
import Link from 'next/link'
import { noteWarning } from '../../lib/budgets/queries'
import type { BudgetWarning } from '../../lib/budgets/schema'
import { inboxKey } from '../../lib/inbox/queries'
import { useAllowed } from '../common/use-allowed'
import { useChange } from '../common/use-change'
import { Button, buttonClass } from '../ui/button'

/** Budgets that are nearly spent: before runs have to wait for them. */
export function BudgetWarnings({ warnings }: { warnings: readonly BudgetWarning[] }) {
  const mayNote = useAllowed('run:control')
  const change = useChange(inboxKey)
  if (warnings.length === 0) return null
  return (
    <ul aria-label="Budgets nearly spent" className="flex flex-col border-b">
      {warnings.map(({ id, name, level, words, scope, scopeId }) => (
        <li
          key={id}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2 last:border-b-0"
        >
          <Gauge size={16} strokeWidth={1.5} aria-hidden className="shrink-0 text-waiting" />
          <p className="min-w-0 flex-1 basis-52 break-words">
            {name} is past {level} %: <span className="tabular">{words}</span>
          </p>
          <Link
            href={scope === 'task' ? `/tasks/${scopeId}` : '/settings/budgets'}
            className={buttonClass('secondary', 'small')}
          >
            {scope === 'task' ? 'Open task' : 'Open budgets'}
          </Link>
          {mayNote ? (
            <Button
              size="small"
              variant="ghost"
              disabled={change.busy}
              onClick={() => change.run(() => noteWarning(id))}
            >
              Got it
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
