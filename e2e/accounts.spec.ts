import type { Page } from '@playwright/test'
import { expect, openElsewhere, test } from './fixtures'

// A Reef of its own: this story begins before anybody owns it. Refused requests are named in the console by Chromium.
test.use({ variables: { REEF_LOG_LEVEL: 'warn' }, allowed: [/status of (401|403|409|429)/] })

const password = 'correct horse battery'

async function fillSignIn(page: Page, email: string, secret: string) {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(secret)
}

test.setTimeout(120_000)

test('set-up, an invitation, roles, tokens and sign-out, as people do it', async ({
  page,
  browser,
  reef,
}) => {
  await test.step('without the link nobody gets in', async () => {
    await page.goto('/tasks')
    await expect(page.getByRole('heading', { name: /Open the set-up link/ })).toBeVisible()
  })

  await test.step('a wrong link is refused, the printed one makes the owner', async () => {
    await page.goto('/setup#reef_wrong')
    await page.getByRole('button', { name: 'Set up Reef' }).click()
    await expect(page.getByText('Please fill this in.')).toHaveCount(3)
    await page.getByLabel('Your name').fill('Ada Lovelace')
    await page.getByLabel('E-mail').fill('ada@example.com')
    await page.getByLabel('Password').fill(password)
    await page.getByLabel('Workspace').fill('Coral')
    await page.getByRole('button', { name: 'Set up Reef' }).click()
    await expect(page.getByText('not the latest one printed in the terminal')).toBeVisible()

    // Pasted over the open page: only the fragment changes, and what was written stays.
    await page.goto(reef.link)
    await expect(page).toHaveURL(/\/setup$/)
    await page.getByRole('button', { name: 'Set up Reef' }).click()
    await expect(page).toHaveURL(/\/tasks/)
  })

  const link = await test.step('the owner invites somebody', async () => {
    await page.goto('/settings/members')
    await page.getByRole('button', { name: 'Invite', exact: true }).click()
    await page.getByLabel('E-mail').fill('Grace@Example.com')
    await page.getByRole('button', { name: 'Make a link' }).click()
    const text = await page.getByLabel('Invitation link').textContent()
    await page.getByRole('button', { name: 'Done' }).click()
    await expect(page.getByRole('list', { name: 'Invitations' })).toContainText('grace@example.com')
    return text ?? ''
  })

  const grace = await openElsewhere(browser, reef.address)
  await test.step('who has the link joins once, with the role of the invitation', async () => {
    await grace.goto(link)
    await expect(grace.getByRole('heading', { name: 'Join Coral' })).toBeVisible()
    await grace.getByLabel('Your name').fill('Grace Hopper')
    await grace.getByLabel('Password').fill(password)
    await grace.getByRole('button', { name: 'Join' }).click()
    await expect(grace).toHaveURL(/\/tasks/)
    await grace.goto('/settings/members')
    await expect(grace.getByRole('list', { name: 'Members' })).toContainText('Grace Hopper · you')
    await expect(grace.getByRole('button', { name: 'Invite', exact: true })).toHaveCount(0)

    const stranger = await openElsewhere(browser, reef.address)
    await stranger.goto(link)
    await expect(stranger.getByRole('heading', { name: 'This invitation was used already' })).toBeVisible()
  })

  await test.step('a token works from outside until it is revoked', async () => {
    await page.goto('/settings/tokens')
    await page.getByRole('button', { name: 'New token' }).click()
    await page.getByLabel('What is it for?').fill('Nightly reports')
    await page.getByRole('button', { name: 'Create' }).click()
    const token = await page.getByLabel('API token', { exact: true }).textContent()
    await page.getByRole('button', { name: 'Done' }).click()
    const ask = () => fetch(`${reef.address}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })
    expect(await (await ask()).json()).toMatchObject({ actor: { kind: 'token', role: 'member' } })
    await page.getByRole('listitem').filter({ hasText: 'Nightly reports' }).getByRole('button').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await expect(page.getByText('There are none yet.')).toBeVisible()
    expect((await ask()).status).toBe(401)
  })

  await test.step('a removed member is out', async () => {
    await page.goto('/settings/members')
    await page.getByRole('button', { name: 'Remove Grace Hopper' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await expect(page.getByRole('list', { name: 'Members' })).not.toContainText('Grace Hopper')
    // A tab of its own: the one she has open may be on its way out by itself already.
    const anew = await grace.context().newPage()
    await anew.goto('/tasks')
    await expect(anew.getByText('grace@example.com is in no workspace at the moment')).toBeVisible()
  })

  await test.step('guessing is slowed down, also for the right password', async () => {
    const guesser = await openElsewhere(browser, reef.address)
    const email = 'grace@example.com'
    await fillSignIn(guesser, email, password)
    for (let index = 0; index < 6; index += 1) {
      await guesser.request.post('/api/v1/auth/sign-in/email', { data: { email, password: 'a wrong guess' } })
    }
    await guesser.getByRole('button', { name: 'Sign in' }).click()
    await expect(guesser.getByText(/You can try again/)).toBeVisible()
  })

  await test.step('after signing out everywhere the old cookie is worth nothing', async () => {
    const cookies = await page.context().cookies()
    await page.goto('/settings')
    await page.getByRole('button', { name: 'Sign out everywhere' }).click()
    await expect(page).toHaveURL(/\/sign-in/)
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    expect((await fetch(`${reef.address}/api/v1/me`, { headers: { cookie } })).status).toBe(401)
    await fillSignIn(page, 'ada@example.com', password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page).toHaveURL(/\/tasks/)
  })
})
