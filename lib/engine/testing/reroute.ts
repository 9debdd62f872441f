/** Sends a vendor's real addresses to a test server, so that paths and headers are the real ones too. */
import { providerFetch } from '../../providers/provider-fetch'

/** A fetch that keeps the path and changes the host; the vendor's host travels in `x-original-host`. */
export function rerouteTo(serverUrl: string): typeof fetch {
  return (input, init) => {
    const asked = new URL(input instanceof Request ? input.url : String(input))
    const headers = new Headers(init?.headers)
    headers.set('x-original-host', asked.host)
    return providerFetch(serverUrl + asked.pathname + asked.search, { ...init, headers })
  }
}
