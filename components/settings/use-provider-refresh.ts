'use client'

import { useQueryClient } from '@tanstack/react-query'

/** A changed provider changes what can be chosen, and may set tasks going that waited for a model. */
export function useProviderRefresh(): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    await Promise.all(
      [['providers'], ['models'], ['tasks'], ['agents']].map(queryKey =>
        client.invalidateQueries({ queryKey }),
      ),
    )
  }
}
