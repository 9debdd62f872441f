'use client'

import { useQuery } from '@tanstack/react-query'
import type { Action } from '../../lib/accounts/policy'
import { isAllowed, meQuery } from '../../lib/accounts/queries'

/** Whether to offer this to the person; offered until their rights are known. The server decides again. */
export function useAllowed(action: Action): boolean {
  const { data } = useQuery(meQuery())
  return data === undefined || isAllowed(data, action)
}
