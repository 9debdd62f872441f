import type { ConnectableVendor } from '../../lib/providers/schema'

/** What is known before somebody connects: nothing, or a server that was found. */
export interface ConnectStart {
  vendor?: ConnectableVendor
  baseUrl?: string
  name?: string
}
