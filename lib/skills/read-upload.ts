/** Reads an upload of skills from a request: a zip as the body, or a form with files. */
import { readBytes } from '../http/body'
import { AppError } from '../http/errors'
import { type ImportResult, importFiles, importZip } from './import'
import type { SkillFile } from './inspect'
import { importLimits } from './schema'

export interface Upload {
  result: ImportResult
  /** Folders of the skills to take; all usable ones when nothing was said. */
  choose: string[] | undefined
}

/** Multipart framing around every file. */
const overhead = 4 * 1024 * 1024

/**
 * Takes `application/zip` as it is, or `multipart/form-data` with either one file field `archive` (a zip) or one file
 * field for each file, named by its path, and optionally a text field `choose` with a JSON list of folders.
 */
export async function readUpload(request: Request): Promise<Upload> {
  const type = request.headers.get('content-type') ?? ''
  if (/^application\/(zip|x-zip-compressed)\b/i.test(type)) {
    return { result: await importZip(await readBytes(request, importLimits.archiveBytes)), choose: undefined }
  }
  if (!/^multipart\/form-data\b/i.test(type)) {
    throw new AppError(
      'unsupported-media-type',
      'Send a zip (application/zip) or a form (multipart/form-data).',
    )
  }
  const body = await readBytes(request, importLimits.archiveBytes + overhead)
  const form = await parseForm(body, type)
  const files: SkillFile[] = []
  let choose: string[] | undefined
  for (const [name, value] of form) {
    if (typeof value !== 'string')
      files.push({ path: name, bytes: new Uint8Array(await value.arrayBuffer()) })
    else if (name === 'choose') choose = parseChoice(value)
    else throw new AppError('invalid-input', `The form has an unexpected field "${name.slice(0, 80)}".`)
  }
  const [first] = files
  const archive = files.length === 1 && first?.path === 'archive' ? first : undefined
  return { result: archive ? await importZip(archive.bytes) : importFiles(files), choose }
}

async function parseForm(body: Uint8Array, type: string): Promise<FormData> {
  try {
    return await new Response(body as Uint8Array<ArrayBuffer>, {
      headers: { 'content-type': type },
    }).formData()
  } catch {
    throw new AppError('invalid-input', 'The form is cut short or malformed.')
  }
}

function parseChoice(text: string): string[] {
  const problem = new AppError('invalid-input', 'The field "choose" must be a JSON list of folders.')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw problem
  }
  if (!Array.isArray(value) || !value.every(item => typeof item === 'string')) throw problem
  return value
}
