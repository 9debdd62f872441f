/** Keeps what the model reads small: a long text becomes its head, its tail and the path of a file with all of it. */
import type { FileChange, FileStore } from '../../files/schema'

/** Bytes of a result that the model sees, about 2,000 tokens. */
export const shownBytes = 8 * 1024

export interface Bounded {
  text: string
  changes: FileChange[]
}

/** Saves the whole of a text above `limit` bytes in the run's files, once for the same text. */
export async function boundText(
  text: string,
  store: FileStore,
  limit: number = shownBytes,
): Promise<Bounded> {
  const bytes = Buffer.from(text)
  if (bytes.byteLength <= limit) return { text, changes: [] }
  const entry = await store.write(bytes)
  const path = `.reef/${entry.hash.slice(0, 12)}.txt`
  return {
    text: shortText(bytes, limit, `, all ${bytes.byteLength} are in ${path}`),
    changes: [{ path, entry }],
  }
}

/** Head and tail of a text, with a line between them that says how much is missing and `more`. */
export function shortText(bytes: Buffer, limit: number, more = ''): string {
  if (bytes.byteLength <= limit) return bytes.toString('utf8')
  const head = headOf(bytes, limit / 2)
  const tail = tailOf(bytes, limit / 2)
  const left = bytes.byteLength - Buffer.byteLength(head) - Buffer.byteLength(tail)
  return `${head}\n[… ${left} bytes left out${more} …]\n${tail}`
}

/** Up to `limit` bytes from the start, to the end of a line where one is near. */
export function headOf(bytes: Buffer, limit: number): string {
  const text = decode(bytes.subarray(0, limit))
  const end = text.lastIndexOf('\n')
  return end > text.length / 2 ? text.slice(0, end) : text
}

function tailOf(bytes: Buffer, limit: number): string {
  const text = decode(bytes.subarray(bytes.byteLength - limit))
  const start = text.indexOf('\n')
  return start >= 0 && start < text.length / 2 ? text.slice(start + 1) : text
}

/** A cut may go through a character; what is left of it is dropped. */
function decode(bytes: Buffer): string {
  return bytes.toString('utf8').replace(/^\uFFFD+|\uFFFD+$/g, '')
}
