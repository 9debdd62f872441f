'use client'

import { useEffect, useState } from 'react'
import { testProvider } from '../../lib/providers/queries'
import type { ConnectableVendor, ProviderTest } from '../../lib/providers/schema'
import { vendors } from '../../lib/providers/vendors'

export type ConnectionTest =
  | { state: 'idle' }
  | { state: 'asking' }
  | { state: 'answered'; result: ProviderTest }
  /** Reef itself did not answer, or did not take the input. */
  | { state: 'broken'; error: Error }

/** Keys are pasted, addresses are typed: a pause this long means that somebody is done, milliseconds. */
const pauseMs = 500
/** No vendor's key is shorter, so a shorter one is still being typed. */
const leastKeyLength = 8

export interface Attempt {
  vendor: ConnectableVendor
  apiKey: string
  baseUrl: string
}

/** Whether there is enough to ask the provider with. */
export function isTestable({ vendor, apiKey, baseUrl }: Attempt): boolean {
  const { needsKey, defaultBaseUrl } = vendors[vendor]
  const hasKey = apiKey.length >= leastKeyLength || (!needsKey && apiKey === '')
  return hasKey && (baseUrl !== '' || defaultBaseUrl !== null)
}

/** Asks the provider whenever key or address have changed and rest; only the last question's answer counts. */
export function useConnectionTest(attempt: Attempt): ConnectionTest {
  const [test, setTest] = useState<ConnectionTest>({ state: 'idle' })
  const { vendor, apiKey, baseUrl } = attempt
  useEffect(() => {
    let isCurrent = true
    setTest({ state: 'idle' })
    if (!isTestable({ vendor, apiKey, baseUrl })) return
    const timer = setTimeout(() => {
      setTest({ state: 'asking' })
      testProvider({ vendor, ...(apiKey ? { apiKey } : {}), ...(baseUrl ? { baseUrl } : {}) }).then(
        result => isCurrent && setTest({ state: 'answered', result }),
        (error: Error) => isCurrent && setTest({ state: 'broken', error }),
      )
    }, pauseMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [vendor, apiKey, baseUrl])
  return test
}
