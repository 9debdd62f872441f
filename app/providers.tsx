'use client'

import { notifyManager, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import { type ReactNode, useState } from 'react'
import { PreferencesProvider } from '../components/common/preferences'
import { RenderedAtContext } from '../components/common/use-now'
import { ToastProvider } from '../components/ui/toast'
import { TooltipProvider } from '../components/ui/tooltip'
import { AppError } from '../lib/http/errors'
import type { Preferences } from '../lib/shared/preference'

interface ProvidersProps {
  preferences: Preferences
  /** When the server rendered the page, milliseconds since 1970. */
  renderedAt: number
  children: ReactNode
}

// What the stream has brought is drawn in the same turn: by default it would wait for a timer first.
notifyManager.setScheduler(queueMicrotask)

export function Providers({ preferences, renderedAt, children }: ProvidersProps) {
  const [client] = useState(createClient)
  return (
    <QueryClientProvider client={client}>
      <NuqsAdapter>
        <RenderedAtContext value={renderedAt}>
          <PreferencesProvider initial={preferences}>
            <TooltipProvider>
              <ToastProvider>{children}</ToastProvider>
            </TooltipProvider>
          </PreferencesProvider>
        </RenderedAtContext>
      </NuqsAdapter>
    </QueryClientProvider>
  )
}

/** Lists are kept true by the workspace stream; asking again is for other tabs and for what the stream leaves out. */
function createClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      hydrate: { deserializeData: JSON.parse },
      queries: {
        staleTime: 15_000,
        gcTime: 10 * 60_000,
        retry: (failures, error) => failures < 2 && !(error instanceof AppError && error.status < 500),
      },
    },
  })
}
