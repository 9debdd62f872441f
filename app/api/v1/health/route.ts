import { z } from 'zod'
import { readHealth } from '@/lib/engine/health'
import { openRoute } from '@/lib/http/handler'

export const dynamic = 'force-dynamic'

export const GET = openRoute({
  summary: 'Whether Reef can work',
  openBecause: 'Load balancers and scripts ask before anybody has signed in; it tells no more than that.',
  response: z.object({
    status: z.enum(['ok', 'degraded']),
    version: z.string(),
    database: z.boolean(),
    workers: z.int(),
  }),
  run: readHealth,
})
