'use client'

import { CopyField } from '../common/copy-field'
import { useInBrowser } from '../common/use-now'

/** The whole address, as seen from this browser. */
export function HookAddress({ path }: { path: string }) {
  const inBrowser = useInBrowser()
  return <CopyField label="Address" value={inBrowser ? window.location.origin + path : path} />
}
