/** The first screen on a browser that has never been here, and what each route loads of script. */
import type { Browser } from '@playwright/test'
import type { Bed } from './bed'
import { freshProfile, openChromium } from './chromium'
import type { Measurement } from './figures'
import { scriptWeight } from './script-weight'
import { digits, median } from './statistics'

const visits = 7

export async function measureFirstScreen(bed: Bed): Promise<Measurement[]> {
  const { taskId, runId } = await bed.assign('Something to see on the board. [steps 2]')
  await bed.succeeded(runId)
  const browser = await openChromium()
  try {
    const times: number[] = []
    for (let visit = 0; visit < visits; visit += 1) times.push(await timeOfFirstScreen(browser, bed))
    const routes = [
      '/tasks',
      `/tasks/${taskId}`,
      '/runs',
      '/agents',
      '/skills',
      '/usage',
      '/inbox',
      '/settings',
    ]
    const scripts: { route: string; kilobytes: number }[] = []
    for (const route of routes) {
      const kilobytes = await scriptOf(browser, bed, route)
      if (kilobytes !== null) scripts.push({ route: route.replace(taskId, '…'), kilobytes })
    }
    const heaviest = Math.max(...scripts.map(({ kilobytes }) => kilobytes))
    return [
      {
        figure: 'firstScreen',
        value: median(times),
        detail: `${visits} visits: ${times.map(digits).join(', ')}`,
      },
      {
        figure: 'firstScript',
        value: heaviest,
        detail: scripts.map(({ route, kilobytes }) => `${route} ${digits(kilobytes)}`).join(', '),
      },
    ]
  } finally {
    await browser.close()
  }
}

/** Seconds from the navigation until the composer takes words and the board shows the task. */
async function timeOfFirstScreen(browser: Browser, bed: Bed): Promise<number> {
  const context = await freshProfile(browser, bed)
  try {
    const page = await context.newPage()
    await page.addInitScript(() => {
      const look = () => {
        const field = document.querySelector('textarea')
        const card = document.querySelector('main a[href^="/tasks/"]')
        if (field && !field.disabled && card) performance.mark('usable')
        else requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    })
    await page.goto(`${bed.address}/tasks`, { waitUntil: 'commit' })
    const handle = await page.waitForFunction(() => performance.getEntriesByName('usable')[0]?.startTime)
    const usableMs = await handle.jsonValue()
    return (usableMs ?? Number.NaN) / 1000
  } finally {
    await context.close()
  }
}

async function scriptOf(browser: Browser, bed: Bed, route: string): Promise<number | null> {
  const context = await freshProfile(browser, bed)
  try {
    return await scriptWeight(await context.newPage(), `${bed.address}${route}`)
  } finally {
    await context.close()
  }
}
