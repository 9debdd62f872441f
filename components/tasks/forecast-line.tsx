'use client'

import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { formatTime } from '../../lib/shared/format'
import { forecastQuery } from '../../lib/usage/forecast/queries'
import type { StartForecast } from '../../lib/usage/forecast/schema'
import { forecastWords } from '../../lib/usage/forecast/words'
import { useMoney } from '../common/money'
import type { TaskDraft } from './task-draft'

interface ForecastLineProps {
  draft: TaskDraft
  onChange: (change: Pick<TaskDraft, 'notBefore'>) => void
}

/** What tasks like this one have used, said before anything is sent, and only where there is something to say. */
export function ForecastLine({ draft, onChange }: ForecastLineProps) {
  const money = useMoney()
  const { agent, model, instructions } = draft
  const characters = useDeferredValue(instructions.trim().length)
  const query = forecastQuery({ agent, model, characters })
  const { data } = useQuery({
    ...query,
    // A few letters more change little; another agent or model is another question.
    placeholderData: (known, before) =>
      before?.queryKey[2].agent === query.queryKey[2].agent &&
      before?.queryKey[2].model === query.queryKey[2].model
        ? known
        : undefined,
    retry: false,
  })
  const words = data ? forecastWords(data, money) : null
  if (!data || (!words && !data.cheaper)) return null
  return (
    <div className="tabular flex flex-wrap gap-x-4 px-3.5 pb-2.5 text-meta text-muted">
      {words ? (
        <p role="status" aria-label="Forecast">
          {words.range === null ? null : (
            <>
              Similar tasks: <span className="text-ink">{words.range}</span>
              {' · '}
            </>
          )}
          {words.basis}
        </p>
      ) : null}
      {data.cheaper ? <CheaperLine cheaper={data.cheaper} draft={draft} onChange={onChange} /> : null}
    </div>
  )
}

/** The vendor takes less at other hours: the task may start then. */
function CheaperLine({
  cheaper: { at, lessPercent },
  draft: { notBefore },
  onChange,
}: ForecastLineProps & { cheaper: NonNullable<StartForecast['cheaper']> }) {
  return (
    <p role="status" aria-label="Cheaper hours">
      {notBefore === null
        ? `${lessPercent} % cheaper ${formatTime(at)}`
        : `Starts ${formatTime(notBefore)}, ${lessPercent} % cheaper`}
      {' · '}
      <button
        type="button"
        onClick={() => onChange({ notBefore: notBefore === null ? at : null })}
        className="text-accent-text underline underline-offset-2 max-md:py-2"
      >
        {notBefore === null ? 'Start then' : 'Start at once'}
      </button>
    </p>
  )
}
