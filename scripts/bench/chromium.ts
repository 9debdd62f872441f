/** A real Chromium, signed in as the owner, with a fresh profile for every page. */
import { type Browser, type BrowserContext, chromium } from '@playwright/test'
import { findChromium } from '../chromium.mjs'
import type { Bed } from './bed'

export async function openChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: await findChromium(),
    // Chromium refuses its own sandbox as root; the pages are ours.
    args: ['--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  })
}

/** A profile without a cache, signed in. */
export async function freshProfile(browser: Browser, bed: Bed): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const at = bed.cookie.indexOf('=')
  const [name, value] = [bed.cookie.slice(0, at), bed.cookie.slice(at + 1)]
  await context.addCookies([{ name, value, url: bed.address, httpOnly: true, sameSite: 'Lax' }])
  return context
}
