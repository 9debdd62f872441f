import { expect, test } from 'vitest'
import { closeGateway } from './gateway-guard'

test('a bare model name is refused and nothing is called', async () => {
  closeGateway()
  const { embed, streamText } = await import('ai')
  expect(() => streamText({ model: 'openai/gpt-5', prompt: 'hi' })).toThrow(
    '"openai/gpt-5" is a name, not a model: Reef calls only the providers it was given.',
  )
  await expect(embed({ model: 'x/y', value: 'z', maxRetries: 0 })).rejects.toThrow('is a name, not a model')
})
