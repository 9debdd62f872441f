// How the pictures of the documents are taken: light and dark, without movement, at one size.
import path from 'node:path'
import type { Page } from '@playwright/test'

const folder = path.join(import.meta.dirname, '..', 'docs', 'screenshots')

export const pictureSize = { width: 1440, height: 900 }
export const phoneSize = { width: 412, height: 860 }

/** Writes `<name>-light.png` and `<name>-dark.png`. */
export async function shoot(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.mouse.move(700, 890)
    await page.screenshot({ path: path.join(folder, `${name}-${colorScheme}.png`), animations: 'disabled' })
  }
}
