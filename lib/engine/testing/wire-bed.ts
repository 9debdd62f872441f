/** A bed for tests of what goes over the wire: every vendor's client, its words carried to a server of our own. */
import { closeProviderConnections } from '../../providers/provider-fetch'
import type { VendorId } from '../../providers/vendors'
import type { ModelRequest } from '../../runs/message'
import { type CallOptions, callModel, type ModelOutcome } from '../model'
import { openModel } from '../provider-models'
import { type ModelServer, startModelServer } from './model-server'
import { rerouteTo } from './reroute'

export const tools = ['bash', 'read'].map(name => ({
  name,
  description: `Does ${name}`,
  inputSchema: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
}))

export const request: ModelRequest = {
  instructions: 'Be brief.',
  tools,
  messages: [{ role: 'user', text: 'go' }],
  cacheKey: 'run_1',
}

export interface WireBed {
  server: ModelServer
  call(vendor: VendorId, ask?: ModelRequest, options?: CallOptions): Promise<ModelOutcome>
  /** The body of the last request. */
  lastBody(): unknown
  close(): Promise<void>
}

export async function openWireBed(): Promise<WireBed> {
  const server = await startModelServer()
  return {
    server,
    async call(vendor, ask = request, options = {}) {
      const baseUrl = vendor === 'openai-compatible' ? 'http://local.example/v1' : null
      const handle = await openModel(
        { vendor, modelId: 'some-model', baseUrl, apiKey: 'test-key' },
        rerouteTo(server.url),
      )
      return callModel(handle, ask, options)
    },
    lastBody: () => server.exchanges.at(-1)?.body,
    async close() {
      await closeProviderConnections()
      await server.close()
    },
  }
}
