import { expect, test } from './fixtures'

test('the printed address answers and the installation reports that it can work', async ({
  page,
  request,
  reef,
}) => {
  const health = await request.get('/api/v1/health')
  expect(await health.json()).toMatchObject({ status: 'ok', database: true, workers: 1 })
  const response = await page.goto('/')
  expect(response?.status()).toBe(200)
  expect(response?.headers()['x-powered-by']).toBeUndefined()
  expect(reef.link).toContain('/setup#')
})
