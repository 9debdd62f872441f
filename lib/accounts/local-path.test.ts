import { expect, test } from 'vitest'
import { localPath } from './local-path'

test('a path of ours is kept', () => {
  for (const path of ['/', '/tasks', '/runs/run_1?step=3#top']) expect(localPath(path)).toBe(path)
})

test('anything that leads elsewhere becomes the start', () => {
  for (const path of [
    undefined,
    '',
    'tasks',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    'https://evil.example',
    'javascript:alert(1)',
  ]) {
    expect(localPath(path), path).toBe('/')
  }
})
