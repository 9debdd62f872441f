// What a live run costs the page: an event draws the rows that it speaks of, and no others.
import { bash, expect, openTask, statusOf, test, works } from './agents-at-work'

/** A node of React's tree, as far as its own developer tools read it. */
interface Fiber {
  key: string | null
  type: unknown
  flags: number
  child: Fiber | null
  sibling: Fiber | null
  stateNode: unknown
}

/** So few that all their rows stay near the view, on a phone too: one that leaves the page and returns is drawn again. */
const steps = 7

test('an event draws the rows that it speaks of: the others stay as they were drawn', async ({
  page,
  model,
  assign,
}) => {
  await page.addInitScript(countDrawings)
  const words = `Say much while working on ${test.info().project.name}`
  const calls = Array.from({ length: steps }, (_, index) => bash(`echo ${index}`))
  model.play(
    words,
    works(calls, { sayText: 'Going on.', finalText: 'All done.', pace: { firstMs: 60 } }).respond,
  )
  const task = await assign({ instructions: words })
  await openTask(page, task)
  await expect(statusOf(page)).toContainText('Finished')
  await expect(page.getByText('All done.')).toBeVisible()

  const drawn = await page.evaluate(() => [
    ...(window as unknown as { drawings: Map<string, number> }).drawings,
  ])
  const times = new Map(drawn)
  const texts = Array.from({ length: steps }, (_, index) => times.get(`${index + 1}.0`) ?? 0)
  const rowsOfCalls = Array.from({ length: steps }, (_, index) => times.get(`${index + 1}.1`) ?? 0)
  expect(texts).toEqual(texts.map(() => 1))
  // A call is asked for, begun and over, and its row is the last of its group for a while.
  expect(Math.max(...rowsOfCalls)).toBeLessThanOrEqual(4)
  expect(Math.min(...rowsOfCalls)).toBeGreaterThan(0)
})

/**
 * In the page, in the place of React's developer tools, which it tells of every commit: how often each row of the
 * transcript was drawn. React marks what it has drawn (`PerformedWork`), and what it skipped stays the same node.
 */
function countDrawings(): void {
  const drawings = new Map<string, number>()
  const last = new Map<string, Fiber>()
  const performedWork = 1
  const visit = (fiber: Fiber | null): void => {
    for (let each = fiber; each; each = each.sibling) {
      const row = each.child
      const { stateNode, key } = each
      const isRow = stateNode instanceof HTMLElement && stateNode.dataset.index !== undefined
      if (isRow && row && key !== null && stateNode.closest('[aria-label="Transcript"]')) {
        if (row !== last.get(key) && row.flags & performedWork)
          drawings.set(key, (drawings.get(key) ?? 0) + 1)
        last.set(key, row)
      } else visit(each.child)
    }
  }
  Object.assign(window, {
    drawings,
    __REACT_DEVTOOLS_GLOBAL_HOOK__: {
      supportsFiber: true,
      renderers: new Map(),
      inject: () => 1,
      onCommitFiberRoot: (_renderer: number, root: { current: Fiber }) => visit(root.current),
      onCommitFiberUnmount: () => undefined,
    },
  })
}
