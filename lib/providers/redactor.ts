/** The redactor of a workspace: knows every secret that its runs may come across. */
import 'server-only'
import { env } from '../env'
import { compileRedactor, type Redactor } from '../shared/redact'
import { providerSecrets } from './repository'

/** Milliseconds for which a compiled redactor is kept: a new key is known after that. */
const lifetimeMs = 3000

const kept = new Map<string, { until: number; redactor: Promise<Redactor> }>()

/** Loads the workspace's secrets and compiles them, at most once in a short while. */
export function loadRedactor(workspaceId: string): Promise<Redactor> {
  const known = kept.get(workspaceId)
  if (known && known.until > Date.now()) return known.redactor
  const redactor = providerSecrets(workspaceId).then(secrets =>
    compileRedactor([...secrets, ...ownSecrets()]),
  )
  kept.set(workspaceId, { until: Date.now() + lifetimeMs, redactor })
  redactor.catch(() => kept.delete(workspaceId))
  return redactor
}

/** Reef's own secrets, which no tool should ever see and no trace may hold. */
function ownSecrets(): string[] {
  const { encryptionKey, databaseUrl } = env()
  const password =
    databaseUrl && URL.canParse(databaseUrl) ? decodeURIComponent(new URL(databaseUrl).password) : ''
  return [encryptionKey ?? '', password]
}
