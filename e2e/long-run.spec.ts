// A run of many steps: its page begins with what the server has folded, and all of it is there for whoever scrolls.
import type { Page } from '@playwright/test'
import { bash, expect, openTask, test, works } from './agents-at-work'

const steps = 60
const filesEach = 10
const fileName = (number: number) => `notes/${String(number).padStart(4, '0')}.txt`
const transcriptOf = (page: Page) => page.getByRole('region', { name: 'Transcript' })

interface ChatBody {
  messages: { role: string }[]
}

test('a run of more than a thousand events is whole: nothing missing, nothing twice', async ({
  page,
  model,
  assign,
  isMobile,
}) => {
  const words = `Write very many notes on ${test.info().project.name}`
  model.play(words, ({ body }) => {
    const done = (body as ChatBody).messages.filter(message => message.role === 'tool').length
    const step = done / filesEach
    if (step >= steps) return { reply: { text: 'All is noted.' } }
    const toolCalls = Array.from({ length: filesEach }, (_, index) => ({
      id: `call_${done + index}`,
      name: 'write',
      input: { path: fileName(done + index), content: `Note ${done + index}.\n` },
    }))
    return { reply: { text: `Chapter ${step + 1} comes next.`, toolCalls } }
  })
  const task = await assign({ instructions: words })
  expect((await task.reach('succeeded')).steps).toBe(steps + 1)

  const asked: string[] = []
  page.on('request', request => asked.push(new URL(request.url()).pathname))
  await openTask(page, task)
  await expect(transcriptOf(page).getByText('All is noted.')).toBeVisible()
  // The folded state, and not the events one by one; who looks at the run is told beside it.
  expect(asked.filter(path => /^\/api\/v1\/runs\/.*(?<!\/viewers)$/.test(path))).toEqual([
    `/api/v1/runs/${task.runId}/state`,
  ])

  const chapters = await readAll(page, '[aria-label="Transcript"]', 'Chapter \\d+ comes next\\.')
  expect(chapters).toEqual(Array.from({ length: steps }, (_, index) => `Chapter ${index + 1} comes next.`))

  if (isMobile) await page.getByRole('tab', { name: /Files/ }).click()
  const files = page.getByRole('navigation', { name: 'Files' })
  await expect(files.getByRole('button').first()).toBeVisible()
  // Only what is in view is in the page.
  expect(await files.getByRole('button').count()).toBeLessThan(100)
  const names = await readAll(page, 'nav[aria-label="Files"]', '\\d{4}\\.txt')
  expect(names).toEqual(
    Array.from({ length: steps * filesEach }, (_, index) => fileName(index).replace('notes/', '')),
  )
})

test('a link to a step shows it, out of the group that it is folded into', async ({
  page,
  model,
  assign,
}) => {
  const words = `Echo very many numbers on ${test.info().project.name}`
  const calls = Array.from({ length: steps }, (_, index) => bash(`echo number ${index + 1}`))
  model.play(words, works(calls, { finalText: 'All are said.' }).respond)
  const task = await assign({ instructions: words })
  await task.reach('succeeded')
  const mark = (step: number) => transcriptOf(page).getByRole('button', { name: `Step ${step}`, exact: true })
  await openTask(page, task)
  await expect(transcriptOf(page).getByRole('button', { name: `${steps} commands` })).toBeVisible()
  await expect(mark(40)).toHaveCount(0)
  for (const reducedMotion of ['no-preference', 'reduce'] as const) {
    await page.emulateMedia({ reducedMotion })
    await page.goto(`/tasks/${task.taskId}?step=40`)
    await expect(mark(40)).toHaveAttribute('aria-pressed', 'true')
    await expect(mark(40)).toBeInViewport()
    await expect(transcriptOf(page).getByText('number 40', { exact: false })).toBeInViewport()
  }
})

/** What matches in a box that keeps only a part of itself in the page, read from its top to its end, each row once. */
function readAll(page: Page, box: string, pattern: string): Promise<string[]> {
  return page.evaluate(
    async ([selector, source]) => {
      const element = document.querySelector(selector)
      if (!element) throw new Error(`There is no ${selector}`)
      const painted = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))
      const found = new Map<number, string>()
      element.scrollTop = 0
      for (;;) {
        for (let frame = 0; frame < 3; frame += 1) await painted()
        for (const row of element.querySelectorAll<HTMLElement>('[data-index]')) {
          const text = new RegExp(source).exec(row.textContent ?? '')?.[0]
          if (text) found.set(Number(row.dataset.index), text)
        }
        if (element.scrollTop + element.clientHeight >= element.scrollHeight - 1) break
        element.scrollTop += element.clientHeight * 0.8
      }
      return [...found].sort(([a], [b]) => a - b).map(([, text]) => text)
    },
    [box, pattern] as const,
  )
}
