// Handing out work in the page, and finding it again on the board and in the list.
import { bash, expect, openTask, pricedModel, statusOf, test, works } from './agents-at-work'

test('work is handed out with words, a file, a title and a budget', async ({ page, model, api }) => {
  const words = `Count the lines of notes.txt for ${test.info().project.name}`
  model.play(
    words,
    works([bash('wc -l < notes.txt; cat dropped.txt')], { finalText: 'There are 3 lines.' }).respond,
  )
  await page.goto('/tasks')
  const composer = page.getByRole('region', { name: 'New task' })
  await composer.getByLabel('What should be done').fill(words)
  await composer
    .getByLabel('Files for the task')
    .setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('a\nb\nc\n') })
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer()
    data.items.add(new File(['dropped in'], 'dropped.txt', { type: 'text/plain' }))
    return data
  })
  await composer.dispatchEvent('drop', { dataTransfer: transfer })
  const files = composer.getByRole('list', { name: 'Attached files' })
  await expect(files.getByRole('listitem')).toHaveText([/notes\.txt6 B/, /dropped\.txt10 B/])
  await expect(composer.getByLabel('Budget in tokens')).toHaveValue('1M')
  await composer.getByLabel('Model').selectOption(pricedModel)
  await composer.getByLabel('Budget in dollars').fill('0')
  await expect(composer.getByRole('alert')).toHaveText('Write the budget in dollars, such as 2.50.')
  await composer.getByLabel('Budget in dollars').fill('1.50')
  await composer.getByLabel('What should be done').press('ControlOrMeta+Enter')

  // On its way before the page has changed.
  await expect(page.getByRole('article', { name: words })).toBeVisible()
  await expect(composer.getByLabel('What should be done')).toHaveValue('')
  await expect(
    page.getByRole('region', { name: 'Review' }).getByRole('article', { name: words }),
  ).toBeVisible()
  await page.getByRole('link', { name: words, exact: true }).click()
  await expect(statusOf(page)).toContainText('Finished')
  await expect(page.getByRole('region', { name: 'Transcript' }).getByText('There are 3 lines.')).toBeVisible()

  await page.getByRole('button', { name: new RegExp(`^${words} ?, edit the title`) }).click()
  const title = `Lines of ${test.info().project.name}`
  await page.getByLabel('Title').fill(title)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: new RegExp(`^${title} ?, edit the title`) })).toBeVisible()
  // The title stands on the page before the server has it.
  const stored = async () => {
    const { tasks } = await api.get<{ tasks: { title: string }[] }>('/tasks')
    return tasks.find(each => each.title === title) ?? {}
  }
  await expect.poll(stored).toMatchObject({
    instructions: words,
    budget: { usd: 1.5 },
    files: [
      { path: 'notes.txt', size: 6 },
      { path: 'dropped.txt', size: 10 },
    ],
  })
})

test.describe('with a server that refuses', () => {
  test.use({ allowed: [/status of 400/] })

  test('a refused task gives its words back', async ({ page, context }) => {
    await page.goto('/tasks')
    await context.route('**/api/v1/tasks', route =>
      route.request().method() === 'POST'
        ? route.fulfill({
            status: 400,
            json: { error: { code: 'invalid-input', message: 'There is no such agent.' } },
          })
        : route.fallback(),
    )
    const field = page.getByLabel('What should be done')
    await field.fill('Words that must not be lost')
    await field.press('ControlOrMeta+Enter')
    await expect(page.getByRole('region', { name: 'New task' }).getByRole('alert')).toHaveText(
      'There is no such agent.',
    )
    await expect(field).toHaveValue('Words that must not be lost')
    await expect(page.getByRole('article', { name: 'Words that must not be lost' })).toHaveCount(0)
  })
})

test('a budget in dollars that cannot be kept holds the task until there is another one', async ({
  page,
  assign,
}) => {
  const task = await assign({
    instructions: `Cost nobody knows on ${test.info().project.name}`,
    budget: { usd: 1 },
  })
  await task.reach('waiting')
  await openTask(page, task)
  await expect(statusOf(page)).toContainText('Budget reached')
  await expect(page.getByText(/a budget in dollars cannot be kept/)).toBeVisible()
  await page.getByLabel('Dollars').fill('')
  await page.getByLabel('Tokens', { exact: true }).fill('50000')
  await page.getByRole('button', { name: 'Set and go on' }).click()
  await expect(statusOf(page)).toContainText('Finished')
})

test('board and list show where each task stands, and the filter is in the address', async ({
  page,
  model,
  assign,
  isMobile,
}) => {
  const name = test.info().project.name
  const finished = await assign({ instructions: `Board: finish at once on ${name}` })
  model.play(`Board: ask on ${name}`, works([{ name: 'ask', input: { question: 'Which reef?' } }]).respond)
  const asking = await assign({ instructions: `Board: ask on ${name}` })
  await finished.reach('succeeded')
  await asking.reach('waiting')

  await page.goto('/tasks')
  const column = (title: string) => page.getByRole('region', { name: title, exact: true })
  await expect(
    column('Review').getByRole('article', { name: `Board: finish at once on ${name}` }),
  ).toBeVisible()
  await expect(column('Needs you').getByRole('article', { name: `Board: ask on ${name}` })).toContainText(
    'Which reef?',
  )
  const [box] = await column('Review').getByRole('article').all()
  if (box && !isMobile) {
    const card = await box.boundingBox()
    const time = await box.getByRole('time').last().boundingBox()
    expect((time?.x ?? 0) + (time?.width ?? 0)).toBeLessThanOrEqual((card?.x ?? 0) + (card?.width ?? 0))
  }

  await page.getByRole('button', { name: 'List', exact: true }).click()
  if (!isMobile) {
    await page.getByLabel('State').selectOption('Needs you')
    await expect(page).toHaveURL(/view=list/)
    await expect(page).toHaveURL(/state=needs-you/)
    await expect(page.getByRole('row', { name: /Board: ask/ })).toBeVisible()
    await expect(page.getByRole('row', { name: /Board: finish/ })).toHaveCount(0)
    await page.reload()
    await expect(page.getByRole('row', { name: /Board: ask/ })).toBeVisible()
    await expect(page.getByRole('row', { name: /Board: finish/ })).toHaveCount(0)
  }
})

test('a finished task is marked as done, and that can be undone', async ({ page, assign }) => {
  const words = `Finish and close on ${test.info().project.name}`
  const task = await assign({ instructions: words })
  await task.reach('succeeded')
  await openTask(page, task)
  await page.getByRole('button', { name: 'Actions for this task' }).click()
  await page.getByRole('menuitem', { name: 'Mark as done' }).click()
  await expect(page.getByText('Task done.')).toBeVisible()
  await page.goto('/tasks')
  const column = (title: string) => page.getByRole('region', { name: title, exact: true })
  await expect(column('Done').getByRole('article', { name: words })).toBeVisible()
  await column('Done')
    .getByRole('button', { name: `Actions for ${words}` })
    .click()
  await page.getByRole('menuitem', { name: 'Reopen' }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(column('Done').getByRole('article', { name: words })).toBeVisible()
})
