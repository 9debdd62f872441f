'use client'

import { ErrorPanel } from '../../components/ui/error-panel'

/** The boundary of the workbench: the rail stays, the page says what happened. */
export default function WorkbenchError({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <ErrorPanel
      title="This page has stopped working."
      cause="Something in it failed that should not. Your tasks go on: they run on the server."
      advice="Try again. If it stays, send the details to whoever runs this Reef."
      onRetry={reset}
      raw={[error.digest, error.message].filter(Boolean).join('\n')}
    />
  )
}
