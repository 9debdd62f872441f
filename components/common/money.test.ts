import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

test('R138: no view words an amount by itself: all go through the workspace’s currency', () => {
  const folder = join(import.meta.dirname, '..')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name =>
    /\.tsx?$/.test(name),
  )
  const own = files.filter(
    name => !name.includes('.test.') && /\bformatDollars\b/.test(readFileSync(join(folder, name), 'utf8')),
  )
  expect(own, 'use useMoney() of components/common/money').toEqual([])
})
