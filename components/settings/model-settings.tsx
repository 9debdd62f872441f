'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { isAllowed, meQuery } from '../../lib/accounts/queries'
import { providerListQuery } from '../../lib/providers/queries'
import type { Provider } from '../../lib/providers/schema'
import { QueryError } from '../common/query-error'
import { Button } from '../ui/button'
import { SkeletonRows } from '../ui/skeleton'
import { ConnectDialog } from './connect-dialog'
import type { ConnectStart } from './connect-start'
import { DefaultModel } from './default-model'
import { FoundServers } from './found-servers'
import { ModelsEmpty } from './models-empty'
import { ProviderEditor } from './provider-editor'
import { ProviderRow } from './provider-row'
import { RestingModels } from './resting-models'
import { SettingsSection } from './settings-section'

/** Where models come from: providers, what was found on this machine, and the model that is used unless named. */
export function ModelSettings() {
  const { data: me } = useQuery(meQuery())
  const { data: providers, error, refetch } = useQuery(providerListQuery())
  const [connecting, setConnecting] = useState<ConnectStart | null>(null)
  const [editing, setEditing] = useState<Provider | null>(null)
  if (error) {
    return (
      <QueryError title="The providers could not be loaded" error={error} onRetry={() => void refetch()} />
    )
  }
  if (!me || !providers) return <SkeletonRows rows={4} label="Loading the providers" />
  const mayWrite = isAllowed(me, 'provider:write')
  const connect = () => setConnecting({})
  return (
    <>
      {providers.length === 0 ? (
        <ModelsEmpty mayConnect={mayWrite} onConnect={connect} />
      ) : (
        <>
          <DefaultModel mayChoose={isAllowed(me, 'agent:write')} providers={providers} />
          <SettingsSection
            title="Providers"
            description="Reef calls models with your own keys. Calls cost what the provider asks for them; servers of your own cost nothing."
            action={mayWrite ? <ConnectButton onConnect={connect} /> : null}
          >
            <ul aria-label="Providers" className="flex flex-col border-t">
              {providers.map(one => (
                <ProviderRow key={one.id} provider={one} mayWrite={mayWrite} onEdit={() => setEditing(one)} />
              ))}
            </ul>
          </SettingsSection>
          <RestingModels mayWake={isAllowed(me, 'agent:write')} />
        </>
      )}
      {mayWrite ? <FoundServers onConnect={setConnecting} /> : null}
      <KeyNote />
      {connecting ? (
        <ConnectDialog start={connecting} providers={providers} onClose={() => setConnecting(null)} />
      ) : null}
      {editing ? <ProviderEditor provider={editing} onClose={() => setEditing(null)} /> : null}
    </>
  )
}

function ConnectButton({ onConnect }: { onConnect: () => void }) {
  return (
    <Button variant="primary" onClick={onConnect}>
      <Plus size={16} strokeWidth={1.5} aria-hidden />
      Connect
    </Button>
  )
}

function KeyNote() {
  return (
    <p className="border-t pt-4 text-meta text-muted">
      Keys are encrypted in Reef’s database with a key that lies outside it, go to their provider only, and
      are never shown again. Keys in the environment are read there and not stored.
    </p>
  )
}
