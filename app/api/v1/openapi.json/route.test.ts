import { afterAll, beforeAll, expect, test } from 'vitest'
import { addPerson, addWorkspace, call, openTestInstallation } from '@/lib/accounts/testing/installation'
import { routes } from '../routes'
import { GET } from './route'

let close: () => Promise<void>
beforeAll(async () => {
  close = await openTestInstallation()
})
afterAll(() => close())

test('describes every listed route, with references that lead somewhere', async () => {
  const viewer = await addPerson(await addWorkspace('Coral'), 'viewer')
  const response = await call(GET, '/api/v1/openapi.json', { cookie: viewer.cookie })
  expect(response.status).toBe(200)
  const text = await response.text()
  const document = JSON.parse(text) as {
    openapi: string
    paths: Record<string, object>
    components: { schemas: Record<string, object> }
  }
  expect(document.openapi).toBe('3.1.0')
  expect(Object.keys(document.paths)).toHaveLength(Object.keys(routes).length)
  expect(Object.values(document.paths).filter(path => Object.keys(path).length === 0)).toEqual([])
  const names = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(match => match[1] ?? '')
  expect(names.filter(name => !(name in document.components.schemas))).toEqual([])
  expect(text).not.toMatch(/"\$ref":"#(?!\/components\/schemas\/)/)
})
