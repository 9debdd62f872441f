// What the pages weigh: each stays within its budget of script, whatever is built into it.
import { scriptWeight } from '../scripts/bench/script-weight'
import { test as base, door, expect, works } from './agents-at-work'

/** Kilobytes, compressed; docs/bench.md has the figures that were read. */
const budget = 220

interface Weighing {
  /** Opens the page in a fresh profile and holds it to the budget. */
  weigh: (route: string) => Promise<void>
}

// One page a test: on a slow machine twelve first visits take longer than a test may.
const test = base.extend<Weighing>({
  weigh: async ({ browser, reef, session }, use) => {
    const context = await browser.newContext({ storageState: session })
    const page = await context.newPage()
    await use(async route => {
      const weight = await scriptWeight(page, `${reef.address}${route}`)
      test.info().annotations.push({ type: 'kilobytes of script', description: String(weight) })
      expect(weight, `${route} has a page`).not.toBeNull()
      expect(weight ?? 0, `kilobytes of script on ${route}`).toBeLessThanOrEqual(budget)
    })
    await context.close()
  },
})

test.describe('a first visit stays within the budget of script', () => {
  for (const route of [
    '/tasks',
    '/runs',
    '/automation',
    '/agents',
    '/skills',
    '/usage',
    '/inbox',
    '/settings',
  ])
    test(route, async ({ weigh }) => weigh(route))

  // Its editor comes when somebody begins to work with the text.
  test('a skill', async ({ weigh, api }) => {
    const { skills } = await api.get<{ skills: { id: string }[] }>('/skills')
    await weigh(`/skills/${skills[0]?.id}`)
  })

  test('a run that has ended', async ({ weigh, assign }) => {
    const ended = await assign({ instructions: 'Be over soon' })
    await ended.reach('succeeded')
    await weigh(`/tasks/${ended.taskId}`)
  })

  test('a run by its own address', async ({ weigh, assign }) => {
    const ended = await assign({ instructions: 'Be over soon, too' })
    await ended.reach('succeeded')
    await weigh(`/runs/${ended.runId}`)
  })

  test('a run at work', async ({ weigh, assign, model }) => {
    const words = 'Work until the page is weighed'
    const weighed = door()
    const agent = works([])
    model.play(words, async exchange => {
      await weighed.until
      return agent.respond(exchange)
    })
    const live = await assign({ instructions: words })
    await live.reach('running')
    await weigh(`/tasks/${live.taskId}`)
    weighed.open()
    await live.reach('succeeded')
  })
})
