import { expect, test } from 'vitest'
import { fileRowsOf, sortPaths } from './file-rows'

const paths = sortPaths(['report.md', 'notes/b.txt', 'a.md', 'notes/deep/c.txt', 'notes/a.txt'])

test('folders come before files, each by name', () => {
  expect(paths).toEqual(['notes/a.txt', 'notes/b.txt', 'notes/deep/c.txt', 'a.md', 'report.md'])
  expect(fileRowsOf(paths, new Set())).toEqual([
    { path: 'notes', name: 'notes', depth: 0, isFolder: true },
    { path: 'notes/a.txt', name: 'a.txt', depth: 1, isFolder: false },
    { path: 'notes/b.txt', name: 'b.txt', depth: 1, isFolder: false },
    { path: 'notes/deep', name: 'deep', depth: 1, isFolder: true },
    { path: 'notes/deep/c.txt', name: 'c.txt', depth: 2, isFolder: false },
    { path: 'a.md', name: 'a.md', depth: 0, isFolder: false },
    { path: 'report.md', name: 'report.md', depth: 0, isFolder: false },
  ])
})

test('what is in a closed folder is left out', () => {
  expect(fileRowsOf(paths, new Set(['notes'])).map(row => row.path)).toEqual(['notes', 'a.md', 'report.md'])
  expect(fileRowsOf(paths, new Set(['notes/deep'])).map(row => row.path)).toEqual([
    'notes',
    'notes/a.txt',
    'notes/b.txt',
    'notes/deep',
    'a.md',
    'report.md',
  ])
})
