/** Shuts the AI SDK's way to its vendor's hosted gateway, which a bare model name would otherwise take. */

class GatewayClosedError extends Error {}

function refuse(modelId: string): never {
  throw new GatewayClosedError(
    `"${modelId}" is a name, not a model: Reef calls only the providers it was given.`,
  )
}

/**
 * Sets the SDK's default provider to one that refuses every name, and silences its warnings on the console.
 * Done once, before the first call.
 */
export function closeGateway(): void {
  globalThis.AI_SDK_DEFAULT_PROVIDER = {
    specificationVersion: 'v4',
    languageModel: refuse,
    embeddingModel: refuse,
    imageModel: refuse,
    transcriptionModel: refuse,
    speechModel: refuse,
    rerankingModel: refuse,
  }
  globalThis.AI_SDK_LOG_WARNINGS = false
}
