// The inbox by keyboard, live, and what tells people who are elsewhere: notifications and webhooks.
import { startReceiver } from '../lib/webhooks/testing/receiver'
import { test as base, expect, works } from './agents-at-work'
import { expectAccessible } from './axe'

const test = base.extend<object, { variables: Record<string, string> }>({
  variables: [
    async ({ variables }, use) => use({ ...variables, REEF_WEBHOOK_PRIVATE: '127.0.0.1:*' }),
    { scope: 'worker' },
  ],
})
// A refused address is named in the console by Chromium.
test.use({ allowed: [/status of 400/] })

const name = () => test.info().project.name
const asks = (question: string) =>
  works([{ name: 'ask', input: { question, choices: ['Yes', 'No'] } }]).respond

test('the inbox fills by itself, puts what holds up work first, and needs no mouse', async ({
  page,
  model,
  assign,
  isMobile,
}) => {
  await page.goto('/inbox')
  const done = `Give a result on ${name()}`
  const asking = `Ask before all on ${name()}`
  model.play(asking, asks('Shall I?'))
  const finished = await assign({ instructions: done })
  await finished.reach('succeeded')
  const list = page.getByRole('list', { name: 'Waiting for you' })
  const row = (words: string) => list.getByRole('button', { name: new RegExp(words) })
  await expect(row(done)).toContainText('Review')
  const asker = await assign({ instructions: asking })
  await expect(row(asking)).toContainText('Question')
  await expect(page).toHaveTitle(/^\(\d+\) Inbox/)
  const words = await list.getByRole('button').allTextContents()
  expect(words.findIndex(text => text.includes(asking))).toBeLessThan(
    words.findIndex(text => text.includes(done)),
  )
  await expectAccessible(page, 'inbox')

  if (isMobile) {
    await row(asking).click()
    await page.getByRole('region', { name: asking }).getByRole('button', { name: 'Yes' }).click()
  } else {
    await page.goto(`/inbox?task=${asker.taskId}`)
    await expect(page.getByRole('region', { name: asking })).toBeVisible()
    await page.keyboard.press('r')
    await page.keyboard.type('Yes, do')
    await page.keyboard.press('Enter')
  }
  await asker.reach('succeeded')
  await expect(row(asking)).toContainText('Review')
  if (isMobile) return

  await page.locator('body').click({ position: { x: 5, y: 300 } })
  await page.goto(`/inbox?task=${asker.taskId}`)
  await expect(row(asking)).toHaveAttribute('aria-current', 'true')
  await page.keyboard.press('e')
  await expect(row(asking)).toHaveCount(0)
  await page.goto(`/inbox?task=${finished.taskId}`)
  await expect(row(done)).toHaveAttribute('aria-current', 'true')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/tasks/${finished.taskId}`))
})

test('one browser with two pages is told once of what needs somebody', async ({
  page,
  context,
  model,
  assign,
  isMobile,
}) => {
  test.skip(isMobile, 'the browsers of phones have notifications for installed pages only')
  await context.grantPermissions(['notifications'])
  // What the browser is asked to show, page by page: no page can read the notifications themselves.
  await context.addInitScript(() => {
    const shown: string[] = []
    Object.assign(window, { shown })
    window.Notification = class extends EventTarget {
      static permission = 'granted'
      static requestPermission = async () => 'granted'
      constructor(title: string) {
        super()
        shown.push(title)
      }
    } as unknown as typeof Notification
  })
  await page.goto('/settings')
  const section = page.getByRole('region', { name: 'Notifications' })
  await section.getByRole('button', { name: 'Turn on' }).click()
  await expect(section).toContainText('On in this browser.')
  await page.goto('/agents')
  const second = await context.newPage()
  await second.goto('/skills')
  for (const each of [page, second]) await expect(each.getByRole('heading').first()).toBeVisible()
  const words = `Ask and be heard on ${name()}`
  model.play(words, asks('Hello?'))
  const task = await assign({ instructions: words })
  await task.reach('waiting')
  const told = async () =>
    (
      await Promise.all(
        [page, second].map(each => each.evaluate(() => (window as unknown as { shown: string[] }).shown)),
      )
    ).flat()
  await expect.poll(told).toContain(`${words} asks you something`)
  await page.reload()
  await expect(page.getByRole('heading').first()).toBeVisible()
  const all = [...(await told()), ...(await told())]
  expect(all.filter(title => title.startsWith(words)).length).toBeLessThanOrEqual(2)
  expect((await told()).filter(title => title.startsWith(words)).length).toBeLessThanOrEqual(1)
})

test('a webhook is made, tested, told of an end, and sent again', async ({ page, assign }) => {
  const receiver = await startReceiver()
  const title = `Chat of ${name()}`
  await page.goto('/settings/webhooks')
  await page.getByRole('button', { name: 'New webhook' }).click()
  await page.getByLabel('Name').fill(title)
  await page.getByLabel('Address').fill('http://10.0.0.1/')
  await expectAccessible(page, 'new webhook')
  await page.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('not a public address')
  await page.getByLabel('Address').fill(receiver.url)
  await page.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByLabel('Signing secret', { exact: true })).toContainText('whsec_')
  await page.getByRole('button', { name: 'Done' }).click()

  const row = page
    .getByRole('list', { name: 'Webhooks', exact: true })
    .getByRole('listitem')
    .filter({ hasText: title })
  await row.getByRole('button', { name: 'Send a test' }).click()
  const log = page.getByRole('list', { name: `Log of ${title}` })
  await expect(log).toContainText('webhook.test')
  await expect(log).toContainText('Delivered')
  const task = await assign({ instructions: `Tell the chat on ${name()}` })
  await task.reach('succeeded')
  await expect(log).toContainText('run.ended')
  const letter = log.getByRole('listitem').filter({ hasText: 'run.ended' }).first()
  await expect(letter).toContainText('1 attempt')
  await letter.getByRole('button', { name: /run\.ended/ }).click()
  await expect(letter).toContainText('thanks')
  await expectAccessible(page, 'webhooks')
  await letter.getByRole('button', { name: 'Send again' }).click()
  await expect(letter).toContainText('2 attempts')
  const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
  expect(ids.filter(id => id === ids.at(-1))).toHaveLength(2)

  await row.getByRole('button', { name: `Actions for ${title}` }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(row).toHaveCount(0)
  await receiver.close()
})
