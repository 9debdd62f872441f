'use client'

import { CircleAlert, CircleCheck, LoaderCircle } from 'lucide-react'
import type { ListingProblem, VendorId } from '../../lib/providers/schema'
import { formatPlural } from '../../lib/shared/format'
import { FormProblem } from '../common/form-problem'
import { adviceFor } from './provider-words'
import type { ConnectionTest } from './use-connection-test'

/** What the provider said to key and address, as soon as they stand. Its place is kept, so that nothing moves. */
export function ConnectionResult({ test, vendor }: { test: ConnectionTest; vendor: VendorId }) {
  return (
    <div aria-live="polite" className="flex min-h-9 flex-col justify-center empty:hidden">
      {test.state === 'asking' ? (
        <p className="flex items-center gap-2 text-muted">
          <LoaderCircle size={16} strokeWidth={1.5} aria-hidden className="motion-safe:animate-spin" />
          Asking for its models
        </p>
      ) : null}
      {test.state === 'answered' && test.result.ok ? <Valid count={test.result.models.length} /> : null}
      {test.state === 'answered' && !test.result.ok ? (
        <ListingFailure problem={test.result.problem} message={test.result.message} vendor={vendor} />
      ) : null}
      {test.state === 'broken' ? <FormProblem error={test.error} /> : null}
    </div>
  )
}

function Valid({ count }: { count: number }) {
  return (
    <p className="tabular flex items-center gap-2 text-succeeded">
      <CircleCheck size={16} strokeWidth={1.5} aria-hidden />
      {count === 0 ? 'It answers, but it has no model yet' : `Valid, ${formatPlural(count, 'model')}`}
    </p>
  )
}

interface FailureProps {
  problem: ListingProblem
  message: string
  vendor: VendorId
}

/** The exact cause, and what to do about it. */
export function ListingFailure({ problem, message, vendor }: FailureProps) {
  return (
    <div className="flex items-start gap-2 rounded-control bg-failed-soft px-3 py-2">
      <CircleAlert size={16} strokeWidth={1.5} aria-hidden className="mt-0.5 shrink-0 text-failed" />
      <div className="min-w-0 break-words">
        <p className="text-failed">{message}</p>
        <p>{adviceFor(problem, vendor)}</p>
      </div>
    </div>
  )
}
