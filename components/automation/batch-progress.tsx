import type { Batch } from '../../lib/batches/schema'
import type { Money } from '../../lib/shared/currency'
import { formatCount } from '../../lib/shared/format'
import { useMoney } from '../common/money'
import { Badge, type BadgeTone } from '../ui/badge'
import { StackedBar } from '../ui/stacked-bar'

const states: Record<Batch['status'], { words: string; tone: BadgeTone }> = {
  running: { words: 'running', tone: 'running' },
  stopped: { words: 'stopped', tone: 'waiting' },
  ended: { words: 'ended', tone: 'neutral' },
}

export function BatchState({ status }: { status: Batch['status'] }) {
  return <Badge tone={states[status].tone}>{states[status].words}</Badge>
}

/** How far a batch is, and what it has used. */
export function BatchProgress({ batch }: { batch: Batch }) {
  const money = useMoney()
  const { rows, pending, live, succeeded, failed } = batch.counts
  return (
    <div className="flex flex-col gap-1">
      <StackedBar
        label={`${succeeded + failed} of ${rows} rows are at their end`}
        total={rows}
        parts={[
          { key: 'succeeded', label: `${succeeded} succeeded`, value: succeeded, className: 'bg-succeeded' },
          { key: 'failed', label: `${failed} failed`, value: failed, className: 'bg-failed' },
          { key: 'live', label: `${live} under way`, value: live, className: 'bg-running' },
        ]}
        className="h-1"
      />
      <p className="tabular text-meta">
        {succeeded} of {rows} succeeded, {failed} failed, {live} under way, {pending} waiting ·{' '}
        {formatCount(batch.tokens)} tokens · {dollarWords(batch, money)}
      </p>
    </div>
  )
}

/** Dollars, or that they are not known. */
export function dollarWords(
  { costUsd, costUnknown }: Pick<Batch, 'costUsd' | 'costUnknown'>,
  money: Money,
): string {
  if (costUsd === null) return costUnknown ? 'price unknown' : money(0)
  return `${costUnknown ? 'at least ' : ''}${money(costUsd)}`
}
