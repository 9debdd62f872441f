'use client'

import { useEffect, useState } from 'react'

/**
 * The secret of a link: undefined until it is known, null when there is none. It comes in the fragment, which reaches
 * no server log, and moves from the address bar into this tab's storage at once, so that it is in no screenshot and
 * survives a detour by the sign-in page. Pasting the link over an open page changes the fragment only: heard, too.
 */
export function useLinkSecret(name: string): string | null | undefined {
  const [secret, setSecret] = useState<string | null>()
  useEffect(() => {
    const take = () => setSecret(takeSecret(`reef-link-${name}`))
    take()
    window.addEventListener('hashchange', take)
    return () => window.removeEventListener('hashchange', take)
  }, [name])
  return secret
}

function takeSecret(key: string): string | null {
  const fragment = window.location.hash.slice(1)
  if (fragment !== '') {
    sessionStorage.setItem(key, fragment)
    history.replaceState(history.state, '', window.location.pathname + window.location.search)
  }
  return sessionStorage.getItem(key)
}
