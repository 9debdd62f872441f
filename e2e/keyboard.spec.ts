// The whole workbench from the keyboard.
import { expect, statusOf, test } from './agents-at-work'

test.beforeEach(({ isMobile }) => {
  test.skip(isMobile, 'a phone has no keys')
})

test('the palette finds places and tasks, and hands over the words of a new one', async ({
  page,
  assign,
  model,
}) => {
  const old = await assign({ instructions: 'An older task for the palette' })
  await page.goto('/usage')
  await expect(page.getByRole('heading', { name: 'Usage' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  const palette = page.getByRole('dialog', { name: 'Search or do anything' })
  await palette.getByRole('combobox').fill('#older task')
  await expect(palette.getByRole('option').first()).toHaveText('An older task for the palette')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/tasks/${old.taskId}`))
  await expect(palette).toBeHidden()

  const words = 'Started from the palette'
  model.play(words, () => ({ reply: { text: 'From the keys alone.', usage: { input: 9, output: 4 } } }))
  await page.keyboard.press('ControlOrMeta+k')
  await palette.getByRole('combobox').fill(words)
  await expect(palette.getByRole('option').first()).toHaveText(new RegExp(`New task: ${words}`))
  await page.keyboard.press('Enter')
  const field = page.getByLabel('What should be done')
  await expect(field).toHaveValue(words)
  await expect(field).toBeFocused()
  await page.keyboard.press('ControlOrMeta+Enter')
  const card = page.getByRole('article', { name: words })
  await expect(card).toContainText('From the keys alone.')
  await card.getByRole('link', { name: words }).focus()
  await page.keyboard.press('Enter')
  await expect(statusOf(page)).toContainText('Finished')
})

test('the palette takes the focus into its field and gives it back', async ({ page }) => {
  await page.goto('/usage')
  const link = page.getByRole('navigation', { name: 'Workbench' }).getByRole('link', { name: 'Skills' })
  await link.focus()
  const field = page.getByRole('dialog', { name: 'Search or do anything' }).getByRole('combobox')
  for (const leave of ['Escape', 'ControlOrMeta+k']) {
    await page.keyboard.press('ControlOrMeta+k')
    await expect(field).toBeFocused()
    await page.keyboard.type('us')
    await expect(field).toHaveValue('us')
    await page.keyboard.press(leave)
    await expect(field).toHaveCount(0)
    await expect(link).toBeFocused()
  }
})

test('g and a letter goes to every place, ? lists the keys, c writes a task', async ({ page }) => {
  await page.goto('/tasks')
  await expect(page.getByRole('navigation', { name: 'Workbench' })).toBeVisible()
  await expect(page.getByRole('article').first()).toBeVisible()
  for (const [key, title, path] of [
    ['i', 'Inbox', '/inbox'],
    ['r', 'Runs', '/runs'],
    ['a', 'Agents', '/agents'],
    ['s', 'Skills', '/skills'],
    ['u', 'Usage', '/usage'],
    ['e', 'Settings', '/settings'],
    ['t', 'Tasks', '/tasks'],
  ] as const) {
    await page.keyboard.press('g')
    await page.keyboard.press(key)
    await expect(page).toHaveURL(new RegExp(`${path}$`))
    await expect(page.getByRole('heading', { level: 1, name: title }).first()).toBeAttached()
  }
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(sheet).toContainText('Search, open or do anything')
  await expect(sheet).toContainText('Stop the run')
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await page.keyboard.press('g')
  await page.keyboard.press('u')
  await expect(page).toHaveURL(/\/usage$/)
  await page.keyboard.press('c')
  await expect(page.getByLabel('What should be done')).toBeFocused()
})

test('j, k and Enter move through the board', async ({ page, assign }) => {
  const task = await assign({ instructions: 'The newest for the keys' })
  await task.reach('succeeded')
  await page.goto('/tasks?view=list')
  await expect(page.getByRole('row', { name: /The newest for the keys/ })).toBeVisible()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(task.taskId))
})
