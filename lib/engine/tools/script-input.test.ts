import { expect, test } from 'vitest'
import { z } from 'zod'
import { toolDefinitions, tools } from './catalog'
import { isScriptTool, readScriptInput } from './script-input'
import type { ActingTool } from './tool'

const post: ActingTool = {
  kind: 'act',
  name: 'post',
  description: 'Tells others.',
  input: z.object({ to: z.string().optional(), text: z.string() }),
  sideEffect: 'outside',
  execute: async () => ({ output: '' }),
}

test('R122: only what reaches outside is a command, and bash names it where the run has it', () => {
  expect(tools.filter(isScriptTool).map(({ name }) => name)).toEqual(['web_fetch'])
  const described = (names: string[]) =>
    toolDefinitions(names).find(({ name }) => name === 'bash')?.description
  expect(described(['bash', 'web_fetch'])).toContain('rg, tar, web_fetch. No other network, git')
  expect(described(['bash', 'read'])).toContain('rg, tar. No network, git')
})

test('R122: a call is written as JSON, as words in their order, or piped in', () => {
  const input = { text: 'hello', to: 'all' }
  expect(readScriptInput(post, [JSON.stringify(input)], '')).toEqual({ ok: true, input })
  expect(readScriptInput(post, [], `${JSON.stringify(input)}\n`)).toEqual({ ok: true, input })
  expect(readScriptInput(post, ['hello', 'all'], '')).toEqual({ ok: true, input })
  expect(readScriptInput(post, ['hello'], '')).toEqual({ ok: true, input: { text: 'hello' } })
  expect(readScriptInput(post, [], ' ')).toEqual({ ok: true, input: {} })
})

test('R122: what cannot be read is told with the way to write it', () => {
  expect(readScriptInput(post, ['{text: 1}'], '')).toEqual({
    ok: false,
    problem: 'The arguments are no JSON. Usage: post \'{"to": …, "text": …}\'',
  })
  expect(readScriptInput(post, ['a', 'b', 'c'], '')).toEqual({
    ok: false,
    problem: 'Too many words. Usage: post \'{"text": …, "to": …}\'',
  })
})
