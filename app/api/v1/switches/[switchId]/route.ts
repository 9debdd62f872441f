import { z } from 'zod'
import { route } from '@/lib/http/handler'
import { liftSwitch } from '@/lib/switches/press-switch'
import { switchList } from '@/lib/switches/schema'

export const DELETE = route({
  summary: 'Take a kill switch back: what it has paused goes on',
  action: 'run:control',
  params: z.object({ switchId: z.string() }),
  response: switchList,
  run: ({ actor, params }) => liftSwitch(actor, params.switchId),
})
