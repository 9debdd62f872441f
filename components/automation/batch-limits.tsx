'use client'

import { useState } from 'react'
import { updateBatch } from '../../lib/batches/queries'
import type { BatchDetail } from '../../lib/batches/schema'
import { budgetLimitWords } from '../../lib/budgets/limit-words'
import { useMoney } from '../common/money'
import { useAllowed } from '../common/use-allowed'
import { useChange } from '../common/use-change'
import { Button } from '../ui/button'
import { NumberField, numberOf } from './number-field'

/** What the whole batch may take, to be changed while it runs. */
export function BatchLimits({ batch }: { batch: BatchDetail }) {
  const mayWrite = useAllowed('batch:write')
  const [open, setOpen] = useState(false)
  const limits = budgetLimitWords(batch.budget, useMoney())
  return (
    <div className="flex flex-col gap-2 text-meta">
      <p className="flex flex-wrap items-center gap-2">
        {batch.concurrency} at once, {limits.length > 0 ? `up to ${limits.join(' and ')}` : 'no budget'}
        {mayWrite && !open ? (
          <Button size="small" variant="ghost" onClick={() => setOpen(true)}>
            Change
          </Button>
        ) : null}
      </p>
      {open ? <LimitForm batch={batch} onClose={() => setOpen(false)} /> : null}
    </div>
  )
}

function LimitForm({ batch, onClose }: { batch: BatchDetail; onClose: () => void }) {
  const change = useChange(['batches'])
  const [draft, setDraft] = useState({
    concurrency: String(batch.concurrency),
    usd: String(batch.budget.usd ?? ''),
    tokens: String(batch.budget.tokens ?? ''),
  })
  function save() {
    change.run(async () => {
      const budget = {
        ...(draft.usd.trim() ? { usd: numberOf(draft.usd, 'dollars') } : {}),
        ...(draft.tokens.trim() ? { tokens: numberOf(draft.tokens, 'tokens') } : {}),
      }
      await updateBatch(batch.id, { concurrency: numberOf(draft.concurrency, 'rows at once'), budget })
      onClose()
    })
  }
  return (
    <div className="flex flex-wrap items-end gap-3">
      <NumberField
        label="Rows at once"
        value={draft.concurrency}
        onChange={concurrency => setDraft({ ...draft, concurrency })}
      />
      <NumberField label="Dollars" value={draft.usd} onChange={usd => setDraft({ ...draft, usd })} />
      <NumberField label="Tokens" value={draft.tokens} onChange={tokens => setDraft({ ...draft, tokens })} />
      <Button variant="primary" disabled={change.busy} onClick={save}>
        Save
      </Button>
      <Button onClick={onClose}>Cancel</Button>
    </div>
  )
}
