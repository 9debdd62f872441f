/** Tells pictures and PDFs by their first bytes. Pure. */
import type { VisibleType } from './schema'

/** Bytes that are enough to tell. */
export const tellingBytes = 16

/** The type of a file that a model can look at; undefined for every other file. */
export function visibleTypeOf(beginning: Uint8Array): VisibleType | undefined {
  const text = String.fromCharCode(...beginning.subarray(0, tellingBytes))
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'image/gif'
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp'
  return text.startsWith('%PDF-') ? 'application/pdf' : undefined
}
