import { route } from '@/lib/http/handler'
import { importSkills } from '@/lib/skills/import-skills'
import { readUpload } from '@/lib/skills/read-upload'
import { importReport } from '@/lib/skills/schema'

export const POST = route({
  summary:
    'Import skills from a zip (application/zip) or a form (a file field per path, or one called archive)',
  action: 'skill:write',
  response: importReport,
  run: async ({ actor, request }) => importSkills(actor, await readUpload(request)),
})
