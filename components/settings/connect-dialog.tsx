'use client'

import { ChevronLeft } from 'lucide-react'
import { useState } from 'react'
import type { ConnectableVendor, Provider } from '../../lib/providers/schema'
import { vendors } from '../../lib/providers/vendors'
import { Dialog } from '../ui/dialog'
import { ConnectForm } from './connect-form'
import { FirstModel } from './first-model'
import { VendorGrid } from './vendor-grid'

/** What is known before: nothing, or a server that was found. */
export interface ConnectStart {
  vendor?: ConnectableVendor
  baseUrl?: string
  name?: string
}

interface Props {
  start: ConnectStart
  providers: readonly Provider[]
  onClose: () => void
}

/** Connects a provider in three short steps: which vendor, its key or address, the model to begin with. */
export function ConnectDialog({ start, providers, onClose }: Props) {
  const [vendor, setVendor] = useState<ConnectableVendor | null>(start.vendor ?? null)
  const [connected, setConnected] = useState<Provider | null>(null)
  const title = connected
    ? `${connected.name} is connected`
    : vendor
      ? `Connect ${start.name ?? vendors[vendor].label}`
      : 'Connect a model'
  return (
    <Dialog open onClose={onClose} title={title} className="max-h-[calc(100dvh-2rem)] overflow-y-auto">
      {connected ? (
        <FirstModel provider={connected} onClose={onClose} />
      ) : vendor ? (
        <>
          {start.vendor ? null : <BackButton onBack={() => setVendor(null)} />}
          <ConnectForm
            key={vendor}
            vendor={vendor}
            start={start}
            providers={providers}
            onConnected={setConnected}
            onClose={onClose}
          />
        </>
      ) : (
        <VendorGrid onChoose={setVendor} />
      )}
    </Dialog>
  )
}

function BackButton({ onBack }: { onBack: () => void }) {
  return (
    <button
      type="button"
      onClick={onBack}
      className="mx-4 mt-1 inline-flex h-7 items-center gap-1 rounded-control pr-2 text-meta text-muted hover:text-ink max-md:h-10"
    >
      <ChevronLeft size={14} strokeWidth={1.5} aria-hidden />
      All vendors
    </button>
  )
}
