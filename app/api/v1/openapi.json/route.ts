import { route } from '@/lib/http/handler'
import { describeApi } from '@/lib/http/openapi'
import { version } from '@/package.json'
import { routes } from '../routes'

export const GET = route({
  summary: 'This description of the API',
  action: 'workspace:read',
  run: async () => {
    const modules = await Promise.all(
      Object.entries(routes).map(async ([path, load]) => [path, await load()] as const),
    )
    return describeApi(Object.fromEntries(modules), version)
  },
})
