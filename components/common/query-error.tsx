'use client'

import { ConnectionError } from '../../lib/http/client'
import { AppError, type ErrorCode } from '../../lib/http/errors'
import { ErrorPanel } from '../ui/error-panel'

const advice: Partial<Record<ErrorCode, string>> = {
  forbidden: 'Ask an owner or an admin of this workspace for the right to do it.',
  'not-found': 'It may have been deleted, or the address belongs to another workspace.',
  'rate-limited': 'Wait a moment, then try again.',
  'provider-problem': 'Look at the provider in Settings: Reef tests its key and address there.',
  'not-ready': 'Reef is starting or has lost its database. It goes on by itself.',
  internal: 'Try again. If it stays, send the line below to whoever runs this Reef.',
}

interface QueryErrorProps {
  /** What could not be done: "The tasks could not be loaded". */
  title: string
  error: Error
  onRetry?: () => void
}

/** An error of a request, in the one pattern: what happened, what it means, what to do. */
export function QueryError({ title, error, onRetry }: QueryErrorProps) {
  const known = error instanceof AppError ? error : null
  const offline = error instanceof ConnectionError
  return (
    <ErrorPanel
      title={title}
      cause={
        known?.message ??
        (offline ? 'Reef cannot be reached from this browser.' : 'The answer was not what this page expects.')
      }
      advice={
        known
          ? advice[known.code]
          : offline
            ? 'Check that Reef runs and that you are online.'
            : 'Reload the page: it may be older than the server.'
      }
      onRetry={known?.code === 'not-found' ? undefined : onRetry}
      raw={
        known
          ? `${known.code}${known.details ? `\n${JSON.stringify(known.details, null, 2)}` : ''}`
          : offline
            ? undefined
            : error.message
      }
    />
  )
}
