// A Reef that has been set up: every page belongs to its signed-in owner.
import { type APIRequestContext, type Browser, expect, type Page, request } from '@playwright/test'
import { test as base, openElsewhere, type Reef } from './fixtures'

export { expect } from './fixtures'

export const owner = { name: 'Ada Lovelace', email: 'ada@example.com', password: 'correct horse battery' }

type SignedInState = Awaited<ReturnType<APIRequestContext['storageState']>>

type TestFixtures = {
  /** The API with the owner's session, as the page calls it. */
  api: Api
}
type WorkerFixtures = { session: SignedInState }

export interface Api {
  get<Body = Record<string, unknown>>(path: string): Promise<Body>
  post<Body = Record<string, unknown>>(path: string, data?: object): Promise<Body>
  patch<Body = Record<string, unknown>>(path: string, data: object): Promise<Body>
  delete(path: string): Promise<void>
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  session: [
    async ({ reef }, use) => {
      const context = await request.newContext({ baseURL: reef.address })
      const token = reef.link.split('#')[1] ?? ''
      const answer = await context.post('/api/v1/setup', {
        headers: { origin: reef.address },
        data: { ...owner, token, workspaceName: 'Coral lab' },
      })
      expect(answer.status(), await answer.text()).toBeLessThan(300)
      await use(await context.storageState())
      await context.dispose()
    },
    { scope: 'worker' },
  ],
  storageState: async ({ session }, use) => use(session),
  api: async ({ reef, session }, use) => {
    const context = await request.newContext({
      baseURL: reef.address,
      storageState: session,
      extraHTTPHeaders: { origin: reef.address },
    })
    await use({
      get: async path => read(await context.get(`/api/v1${path}`)),
      patch: async (path, data) => read(await context.patch(`/api/v1${path}`, { data })),
      post: async (path, data) => read(await context.post(`/api/v1${path}`, { data: data ?? {} })),
      delete: async path => {
        const answer = await context.delete(`/api/v1${path}`)
        expect(answer.ok(), answer.url()).toBe(true)
      },
    })
    await context.dispose()
  },
})

async function read<Body>(answer: Awaited<ReturnType<APIRequestContext['get']>>): Promise<Body> {
  expect(answer.ok(), `${answer.url()}: ${await answer.text()}`).toBe(true)
  return (await answer.json()) as Body
}

/** Another person who joins by an invitation, in a browser of their own. */
export async function joinAs(
  role: 'admin' | 'member' | 'viewer',
  email: string,
  { browser, reef, api }: { browser: Browser; reef: Reef; api: Api },
): Promise<Page> {
  const { path } = await api.post<{ path: string }>('/invitations', { email, role })
  const page = await openElsewhere(browser, reef.address)
  await page.goto(path)
  await page.getByLabel('Your name').fill('Grace Hopper')
  await page.getByLabel('Password').fill(owner.password)
  await page.getByRole('button', { name: 'Join' }).click()
  await expect(page).toHaveURL(/\/tasks/)
  return page
}
