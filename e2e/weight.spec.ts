// What the pages weigh: each stays within its budget of script, whatever is built into it.
import { scriptWeight } from '../scripts/bench/script-weight'
import { door, expect, test, works } from './agents-at-work'

/** Kilobytes, compressed; docs/bench.md has the figures that were read. */
const budget = 220

test('every page stays within its budget of script on a first visit', async ({
  browser,
  api,
  reef,
  session,
  model,
  assign,
  isMobile,
}) => {
  test.skip(isMobile, 'A phone loads what a desktop loads.')
  const words = 'Work until the pages are weighed'
  const weighed = door()
  const agent = works([])
  model.play(words, async exchange => {
    await weighed.until
    return agent.respond(exchange)
  })
  const ended = await assign({ instructions: 'Be over soon' })
  await ended.reach('succeeded')
  const live = await assign({ instructions: words })
  await live.reach('running')
  const skill = await api.post<{ id: string }>('/skills', {
    text: '---\nname: weigh-things\ndescription: Weighs things. Use it when something has to be weighed.\n---\n\nWeigh it.\n',
  })
  const routes = {
    '/tasks': '/tasks',
    'a run that has ended': `/tasks/${ended.taskId}`,
    'a run at work': `/tasks/${live.taskId}`,
    'a run by its own address': `/runs/${ended.runId}`,
    '/runs': '/runs',
    '/automation': '/automation',
    '/agents': '/agents',
    '/skills': '/skills',
    'a skill': `/skills/${skill.id}`,
    '/usage': '/usage',
    '/inbox': '/inbox',
    '/settings': '/settings',
  }
  const weights: Record<string, number | null> = {}
  for (const [name, route] of Object.entries(routes)) {
    const context = await browser.newContext({ storageState: session })
    weights[name] = await scriptWeight(await context.newPage(), `${reef.address}${route}`)
    await context.close()
  }
  weighed.open()
  await live.reach('succeeded')
  console.info(weights)
  const tooHeavy = Object.entries(weights).filter(([, weight]) => weight === null || weight > budget)
  expect(tooHeavy).toEqual([])
})
