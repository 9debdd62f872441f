import { demoList } from '@/lib/demos/schema'
import { listDemos } from '@/lib/demos/start-demo'
import { route } from '@/lib/http/handler'

export const GET = route({
  summary: 'List the demos that need no model',
  action: 'task:read',
  response: demoList,
  run: async () => ({ demos: listDemos() }),
})
