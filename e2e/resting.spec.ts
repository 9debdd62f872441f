// A model that kept failing: runs pass it over for a while, say so, and a person may end its rest.
import type { RestingModelList } from '../lib/providers/rest/schema'
import { expect, openTask, test, works } from './agents-at-work'
import { expectAccessible } from './axe'

const failing = 'openai:bargain-model'

test('R146: which model rests, until when and why, in the run and in Settings', async ({
  page,
  model,
  assign,
  api,
}) => {
  const project = test.info().project.name
  const words = `Go on without the bargain on ${project}`
  const agent = await api.post<{ id: string }>('/agents', {
    ...{ name: `Bargainer ${project}`, instructions: 'Work.', model: failing },
    ...{ fallbackModels: ['openai:test-model'], limits: { attempts: 1 } },
  })
  let isDown = true
  const answers = works([], { finalText: 'Worked.' })
  const modelOf = ({ body }: { body: unknown }) => (body as { model: string }).model
  model.play(words, exchange =>
    isDown && modelOf(exchange) === 'bargain-model'
      ? { raw: { status: 503, pieces: ['{"error":{"message":"all hands are busy"}}'] } }
      : answers.respond(exchange),
  )
  const work = async () => {
    const before = model.asked(words).length
    const task = await assign({ instructions: words, agent: agent.id })
    await task.reach('succeeded')
    return { task, asked: model.asked(words).slice(before).map(modelOf) }
  }
  expect((await work()).asked).toEqual(['bargain-model', 'test-model'])
  const { task, asked } = await work()
  expect(asked).toEqual(['test-model'])
  const { models } = await api.get<RestingModelList>('/models/resting')
  expect(models).toMatchObject([{ spec: failing, times: 1 }])
  const [resting] = models

  await openTask(page, task)
  const transcript = page.getByRole('region', { name: 'Transcript' })
  await expect(transcript).toContainText('Goes on with openai:test-model.')
  await expect(transcript).toContainText(
    `${failing} kept failing; it is left alone until ${resting?.until.slice(11, 16)} UTC.`,
  )

  await page.goto('/settings/models')
  const section = page.getByRole('region', { name: 'Resting models' })
  const row = section.getByRole('listitem').filter({ hasText: failing })
  await expect(row).toContainText(/Until .* · [1-5] min left/)
  await expect(row).toContainText('all hands are busy')
  await expectAccessible(page, 'a resting model')
  isDown = false
  await row.getByRole('button', { name: `Use again: ${failing}` }).click()
  await expect(section).toBeHidden()
  expect(await api.get<RestingModelList>('/models/resting')).toEqual({ models: [] })
  expect((await work()).asked).toEqual(['bargain-model'])
})
