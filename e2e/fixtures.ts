// What every end-to-end test stands on: a Reef of its own, started as a person starts it, and a page that is watched.
import { type Browser, test as base, expect, type Page } from '@playwright/test'
import { removeHome, startReef, temporaryHome } from '../scripts/testing/reef-process.mjs'

/** A running installation that belongs to one Playwright worker. */
export type Reef = {
  address: string
  /** The one-time set-up link that the terminal showed. */
  link: string
  home: string
  /** Process id of the launcher. */
  pid: number
  /** What the terminal shows so far. */
  output: { stdout: string; stderr: string }
}

type TestFixtures = {
  /** What the page may say in the console or ask of other hosts in this test; everything else fails it. */
  allowed: RegExp[]
  watched: undefined
}
type WorkerFixtures = {
  /** Environment of the installation, for instance the address of a model server. */
  variables: Record<string, string>
  reef: Reef
}

export { expect }

export const test = base.extend<TestFixtures, WorkerFixtures>({
  variables: [{}, { option: true, scope: 'worker' }],
  reef: [
    async ({ variables }, use) => {
      const home = temporaryHome()
      const process = startReef({ home, variables: { REEF_DISCOVER: 'off', ...variables } })
      const { address, link } = await process.ready()
      await use({ address, link: link ?? '', home, pid: process.pid ?? 0, output: process.output })
      process.kill('SIGINT')
      await process.ended
      removeHome(home)
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: async ({ reef }, use) => use(reef.address),
  allowed: [[], { option: true }],
  watched: [
    async ({ page, reef, allowed }, use) => {
      const faults = watch(page, reef.address)
      waitUntilAwake(page)
      await use(undefined)
      expect(faults.filter(fault => !allowed.some(pattern => pattern.test(fault)))).toEqual([])
    },
    { auto: true },
  ],
})

// Console errors include reports of the content security policy; a request to another host is a leak.
function watch(page: Page, address: string): string[] {
  const faults: string[] = []
  page.on('console', message => {
    if (message.type() === 'error') faults.push(`console: ${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', error => faults.push(`exception: ${error.message}`))
  page.on('request', request => {
    const url = new URL(request.url())
    if (/^https?:|^wss?:/.test(url.protocol) && url.origin !== address)
      faults.push(`request: ${request.url()}`)
  })
  return faults
}

/** A page of another person: their own cookies, nothing shared. */
export async function openElsewhere(browser: Browser, address: string): Promise<Page> {
  const signedOut = { cookies: [], origins: [] }
  const page = await (await browser.newContext({ baseURL: address, storageState: signedOut })).newPage()
  waitUntilAwake(page)
  return page
}

/** A page can be read before its script runs. Until then nobody hears a click or a key, and a test is faster than people. */
function waitUntilAwake(page: Page): void {
  const open = page.goto.bind(page)
  page.goto = async (url, options) => {
    const response = await open(url, options)
    await page.waitForFunction(() => {
      const isAwake = (element: Element): boolean =>
        Object.keys(element).some(key => key.startsWith('__reactProps'))
      if (![...document.querySelectorAll('body button, body a')].every(isAwake)) return false
      // What listens to the whole page begins right after it was drawn.
      return new Promise<boolean>(resolve => requestIdleCallback(() => resolve(true), { timeout: 1000 }))
    })
    return response
  }
}
