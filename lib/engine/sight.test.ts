// Pictures and PDFs that come with a task: who sees them, and what the others are told.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectProvider } from '../providers/connect-provider'
import { readRawStep } from '../runs/raw-step'
import { type EngineBed, openEngineBed } from './testing/engine-bed'
import { bash, script, usage } from './testing/scripted-answers'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const pdf = Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n')

let bed: EngineBed
beforeAll(async () => {
  bed = await openEngineBed()
  await bed.startWorker()
})
afterAll(() => bed.close())

const files = [
  { path: 'pictures/chart.bin', base64: png.toString('base64') },
  { path: 'paper.pdf', base64: pdf.toString('base64') },
  { path: 'fake.png', content: 'I am text.' },
]
interface Sent {
  messages: { role: string; content: unknown }[]
}
const sent = (): Sent['messages'] => (bed.server.exchanges.at(-1)?.body as Sent | undefined)?.messages ?? []

test('R49: a model that sees gets the picture in every request, and is told what it does not see', async () => {
  bed.server.respond(script(bash('ls')))
  const runId = await bed.assign('Describe the chart.', { files, model: 'openai:gpt-4o' })
  const state = await bed.ended(runId)
  const first = sent().find(message => message.role === 'user')
  expect(first?.content).toEqual([
    { type: 'image_url', image_url: { url: `data:image/png;base64,${png.toString('base64')}` } },
    {
      type: 'text',
      text: `Describe the chart.\n\nFiles in the work folder:\n- pictures/chart.bin (${png.length} bytes, shown below)\n- paper.pdf (${pdf.length} bytes, a PDF that you cannot see)\n- fake.png (10 bytes)`,
    },
  ])
  const raws = await Promise.all(state.steps.map(step => readRawStep(bed.actor, runId, step.step)))
  expect(raws.map(raw => raw.verified)).toEqual([true, true])
  expect(state.brokenPrefixes).toEqual([])
})

test('R49: a model that does not see is told that there is a picture', async () => {
  bed.server.respond(() => ({ reply: { text: 'I cannot see it.', usage } }))
  await bed.ended(await bed.assign('Describe the chart.', { files }))
  const first = sent().find(message => message.role === 'user')
  expect(first?.content).toContain(`- pictures/chart.bin (${png.length} bytes, an image that you cannot see)`)
})

test('R49: a vendor that reads PDFs gets them whole', async () => {
  await connectProvider(bed.actor, {
    vendor: 'anthropic',
    name: 'claude',
    apiKey: 'sk-test',
    baseUrl: `${bed.server.url}/v1`,
    unchecked: true,
  })
  bed.server.respond(() => ({ reply: { text: 'Read.', usage } }))
  const state = await bed.ended(await bed.assign('Read both.', { files, model: 'claude:claude-sonnet-4-5' }))
  expect(state.status).toBe('succeeded')
  const content = sent()[0]?.content as { type: string; source?: object }[]
  expect(content.map(part => part.type)).toEqual(['image', 'document', 'text'])
  expect(content[1]?.source).toMatchObject({ media_type: 'application/pdf', data: pdf.toString('base64') })
})
