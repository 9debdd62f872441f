'use client'

import { useQuery } from '@tanstack/react-query'
import { foundServersQuery } from '../../lib/providers/queries'
import type { FoundServer } from '../../lib/providers/schema'
import { formatPlural } from '../../lib/shared/format'
import { Button } from '../ui/button'
import type { ConnectStart } from './connect-dialog'
import { SettingsSection } from './settings-section'

/** Model servers that answered on this machine: offered, not chosen. Silent when there are none. */
export function FoundServers({ onConnect }: { onConnect: (start: ConnectStart) => void }) {
  const { data: servers } = useQuery(foundServersQuery())
  if (!servers || servers.length === 0) return null
  return (
    <SettingsSection
      title="Found on this machine"
      description="These servers answered on Reef’s own machine. They need no key and cost nothing."
    >
      <ul aria-label="Found on this machine" className="flex flex-col border-t">
        {servers.map(server => (
          <li
            key={server.baseUrl}
            className="flex min-h-13 items-center gap-3 border-b py-1.5 last:border-b-0"
          >
            <div className="flex min-w-0 flex-1 flex-col">
              <span className="truncate">{server.label}</span>
              <span className="tabular truncate text-meta text-muted">
                {formatPlural(server.models.length, 'model')} · {hostOf(server)}
              </span>
              <Caution server={server} />
            </div>
            <Button
              size="small"
              onClick={() =>
                onConnect({ vendor: server.vendor, baseUrl: server.baseUrl, name: server.label })
              }
            >
              Connect<span className="sr-only"> {server.label}</span>
            </Button>
          </li>
        ))}
      </ul>
    </SettingsSection>
  )
}

/** Small models of one's own fail in ways that look like Reef's fault, so it is said before. */
function Caution({ server }: { server: FoundServer }) {
  if (server.models.length === 0) {
    return <span className="text-meta text-waiting">It has no model yet. Load one first.</span>
  }
  if (server.models.every(model => model.tools === false)) {
    return <span className="text-meta text-waiting">None of its models can call tools.</span>
  }
  return null
}

function hostOf(server: FoundServer): string {
  return new URL(server.baseUrl).host
}
