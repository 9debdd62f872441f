'use client'

import { CircleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { ConnectionError } from '../../lib/http/client'
import { AppError } from '../../lib/http/errors'
import { useNow } from './use-now'

/** Why a form was not accepted, at the form. Counts down when the server asks to wait. */
export function FormProblem({ error }: { error: Error | null }) {
  if (!error) return null
  const wait = secondsToWait(error)
  return (
    <div
      role="alert"
      className="flex items-start gap-2 rounded-control bg-failed-soft px-3 py-2 text-body text-failed"
    >
      <CircleAlert size={16} strokeWidth={1.5} aria-hidden className="mt-0.5 shrink-0" />
      {wait === null ? <p>{wordsFor(error)}</p> : <Countdown key={error.message} seconds={wait} />}
    </div>
  )
}

function Countdown({ seconds }: { seconds: number }) {
  const [until, setUntil] = useState<number | null>(null)
  const now = useNow(500)
  useEffect(() => setUntil(Date.now() + seconds * 1000), [seconds])
  const left = until === null ? seconds : Math.ceil((until - now) / 1000)
  if (left <= 0) return <p>You can try again now.</p>
  const time = left < 90 ? `${left} s` : `${Math.ceil(left / 60)} min`
  return (
    <p>
      Too many tries. You can try again in <span className="tabular">{time}</span>.
    </p>
  )
}

function secondsToWait(error: Error): number | null {
  if (!(error instanceof AppError) || error.code !== 'rate-limited') return null
  const { details } = error
  if (typeof details !== 'object' || details === null || Array.isArray(details)) return null
  return typeof details.retryAfterSeconds === 'number' ? details.retryAfterSeconds : null
}

function wordsFor(error: Error): string {
  if (error instanceof AppError) return error.message
  if (error instanceof ConnectionError) return 'Reef cannot be reached. Check that it runs, then try again.'
  return 'The answer was not what this page expects. Reload it: it may be older than the server.'
}
