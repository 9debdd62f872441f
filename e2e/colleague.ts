// A second person in the same workspace, in a browser of their own.
import type { Browser, Page } from '@playwright/test'
import { expect, openElsewhere } from './fixtures'
import type { Api } from './owner'

/** Invites somebody, lets them join by their link, and gives their page. */
export async function openColleague(
  browser: Browser,
  api: Api,
  address: string,
  name: string,
): Promise<Page> {
  const email = `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}.${crypto.randomUUID().slice(0, 8)}@example.com`
  const { path } = await api.post<{ path: string }>('/invitations', { email, role: 'member' })
  const page = await openElsewhere(browser, address)
  await page.goto(path)
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('Password').fill('correct horse battery')
  await page.getByRole('button', { name: 'Join' }).click()
  await expect(page).toHaveURL(/\/tasks/)
  return page
}
