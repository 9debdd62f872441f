/** What a page's first visit loads of script. The suite holds every page to its budget with the same measure. */
import { gzipSync } from 'node:zlib'
import type { Page, Request } from '@playwright/test'

/** Scripts that come later than this after the last one were not asked for by the visit itself, milliseconds. */
const quietMs = 1_000

/**
 * Kilobytes of all scripts that a visit loads, compressed as a server sends them; null when there is no such page. The
 * page must belong to a fresh profile: what lies in a cache is counted too.
 */
export async function scriptWeight(page: Page, address: string): Promise<number | null> {
  const sizes: Promise<number>[] = []
  const asked = new Set<Request>()
  let lastAt = Date.now()
  page.on('request', request => {
    if (request.resourceType() === 'script') asked.add(request)
  })
  const over = (request: Request) => {
    if (asked.delete(request)) lastAt = Date.now()
  }
  page.on('requestfailed', over)
  page.on('requestfinished', over)
  page.on('response', response => {
    if (response.request().resourceType() !== 'script') return
    sizes.push(response.body().then(body => gzipSync(body).length))
  })
  const answer = await page.goto(address, { waitUntil: 'load' })
  if (!answer?.ok()) return null
  await page.locator('main').first().waitFor()
  // A script may ask for another: the visit is over when none is on its way and none has come for a while.
  while (asked.size > 0 || Date.now() - lastAt < quietMs) await page.waitForTimeout(50)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1000
}
