/** What a page's first visit loads of script. The suite holds every page to its budget with the same measure. */
import { gzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'

/**
 * Kilobytes of all scripts that a visit loads, compressed as a server sends them; null when there is no such page. The
 * page must belong to a fresh profile: what lies in a cache is counted too.
 */
export async function scriptWeight(page: Page, address: string): Promise<number | null> {
  const sizes: Promise<number>[] = []
  page.on('response', response => {
    if (response.request().resourceType() !== 'script') return
    sizes.push(response.body().then(body => gzipSync(body).length))
  })
  const answer = await page.goto(address, { waitUntil: 'load' })
  if (!answer?.ok()) return null
  await settle(page)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1000
}

/** Waits until what the first screen itself asks for has come; an open stream never ends. */
async function settle(page: Page): Promise<void> {
  await page.locator('main').first().waitFor()
  await page.waitForTimeout(500)
}
