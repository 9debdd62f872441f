import { route } from '@/lib/http/handler'
import { previewImport } from '@/lib/skills/import-skills'
import { readUpload } from '@/lib/skills/read-upload'
import { importPreview } from '@/lib/skills/schema'

export const POST = route({
  summary: 'Show what an import would bring, with diagnostics and findings; stores nothing',
  action: 'skill:write',
  response: importPreview,
  run: async ({ actor, request }) => previewImport(actor, await readUpload(request)),
})
