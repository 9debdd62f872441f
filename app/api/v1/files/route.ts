import { z } from 'zod'
import { attachedFile } from '@/lib/files/schema'
import { uploadFile } from '@/lib/files/upload-file'
import { route } from '@/lib/http/handler'

export const POST = route({
  summary: 'Send a file (the raw body) to attach to a task by its hash',
  action: 'file:write',
  response: z.object({ hash: attachedFile.shape.hash, size: z.int() }),
  status: 201,
  run: ({ request, actor }) => uploadFile(actor, request),
})
