import { route } from '@/lib/http/handler'
import { pressSwitch } from '@/lib/switches/press-switch'
import { listSwitches } from '@/lib/switches/repository'
import { pressInput, switchList } from '@/lib/switches/schema'

export const GET = route({
  summary: 'Kill switches: those that are on, then the last that were, with who and why',
  action: 'run:read',
  response: switchList,
  run: async ({ actor }) => ({ switches: await listSwitches(actor) }),
})

export const POST = route({
  summary: 'Stop all model calls of the workspace, an agent or a run within two seconds; runs wait',
  action: 'run:control',
  body: pressInput,
  response: switchList,
  status: 201,
  run: ({ actor, body }) => pressSwitch(actor, body),
})
