'use client'

import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { forecastQuery } from '../../lib/usage/forecast/queries'
import { forecastWords } from '../../lib/usage/forecast/words'
import { useMoney } from '../common/money'
import type { TaskDraft } from './task-draft'

/** What tasks like this one have used, said before anything is sent, and only where there is something to say. */
export function ForecastLine({ draft }: { draft: TaskDraft }) {
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
  if (!words) return null
  return (
    <p role="status" aria-label="Forecast" className="tabular px-3.5 pb-2.5 text-meta text-muted">
      {words.range === null ? null : (
        <>
          Similar tasks: <span className="text-ink">{words.range}</span>
          {' · '}
        </>
      )}
      {words.basis}
    </p>
  )
}
