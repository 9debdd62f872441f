/** Looks on loopback for model servers that people run themselves. What is found is offered, never chosen. */
import { listModels } from './list-models'
import { readyProviderConnections } from './provider-fetch'
import type { ConnectableVendor, FoundServer } from './schema'

export interface Candidate {
  vendor: ConnectableVendor
  label: string
  baseUrl: string
}

/** The usual ports (each server's own documentation). Only this machine is asked, never a network. */
const usualServers: readonly Candidate[] = [
  { vendor: 'ollama', label: 'Ollama', baseUrl: 'http://127.0.0.1:11434' },
  { vendor: 'openai-compatible', label: 'LM Studio', baseUrl: 'http://127.0.0.1:1234/v1' },
  { vendor: 'openai-compatible', label: 'llama.cpp', baseUrl: 'http://127.0.0.1:8080/v1' },
  { vendor: 'openai-compatible', label: 'vLLM', baseUrl: 'http://127.0.0.1:8000/v1' },
  { vendor: 'openai-compatible', label: 'Jan', baseUrl: 'http://127.0.0.1:1337/v1' },
  { vendor: 'openai-compatible', label: 'Docker Model Runner', baseUrl: 'http://127.0.0.1:12434/engines/v1' },
]

const probeTimeoutMs = 300

/** Asks each candidate for its models at once; those that answer properly are returned, in the given order. */
export async function discoverServers(options: {
  enabled: boolean
  candidates?: readonly Candidate[]
  /** Milliseconds for each; 300 by default, which loopback does not need. */
  timeoutMs?: number
}): Promise<FoundServer[]> {
  if (!options.enabled) return []
  const timeoutMs = options.timeoutMs ?? probeTimeoutMs
  await readyProviderConnections()
  const found = await Promise.all(
    (options.candidates ?? usualServers).map(async candidate => {
      const listing = await listModels({ ...candidate, apiKey: null }, { timeoutMs })
      return listing.ok ? [{ ...candidate, models: listing.models }] : []
    }),
  )
  return found.flat()
}
