// Judges what a page shows by the rules of axe.
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** All rules in the light theme; in the dark one those that colours can break. */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // A colour that is still on its way is nobody's colour.
    await page.evaluate(() =>
      Promise.allSettled(
        document
          .getAnimations()
          .filter(each => each.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
          .map(each => each.finished),
      ).then(() => undefined),
    )
    const axe = new AxeBuilder({ page })
    const { violations } = await (colorScheme === 'dark' ? axe.withRules(['color-contrast']) : axe).analyze()
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(node => `${colorScheme} ${id}: ${node.html}`),
    )
    expect.soft(found, screen).toEqual([])
  }
}
