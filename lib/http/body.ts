/** Reads request bodies with a cap, so that a huge body is refused while it arrives, not after. */
import { AppError } from './errors'

/** Bytes of JSON that any route takes; the largest legitimate body is a task with small inline files. */
export const maxJsonBytes = 4 * 1024 * 1024

/** Reads the whole body. Throws `too-large` as soon as more than `limit` bytes have come. */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  const announced = Number(request.headers.get('content-length') ?? '0')
  if (announced > limit) throw tooLarge(limit)
  if (!request.body) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > limit) throw tooLarge(limit)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Reads and parses a JSON body. An empty body is `{}`. */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  const bytes = await readBytes(request, maxJsonBytes)
  if (bytes.byteLength === 0) return {}
  if (type !== 'application/json') {
    throw new AppError('unsupported-media-type', 'Send JSON, with the content type application/json.')
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new AppError('invalid-input', 'The body is not valid JSON.')
  }
}

function tooLarge(limit: number): AppError {
  const size =
    limit >= 1024 * 1024 ? `${Math.floor(limit / 1024 / 1024)} MB` : `${Math.floor(limit / 1024)} KB`
  return new AppError('too-large', `The body is larger than ${size}.`, { limitBytes: limit })
}
