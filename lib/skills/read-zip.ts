/** Unpacks an uploaded zip in memory under caps, trusting none of its headers. */
import { Buffer } from 'node:buffer'
import { crc32 } from 'node:zlib'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import type { SkillFile } from './inspect'
import { importLimits } from './schema'
import { isJunk, type Refusal, refuse, UploadedPaths } from './uploaded-paths'

/** Deflate cannot pass 1,032 to 1; text rarely passes 20 to 1. */
const bombRatio = 200
const bombBytes = 1024 * 1024
/** Entries looked at, junk and folders included. */
const mostEntries = 20_000

export type UnpackResult = { ok: true; files: SkillFile[] } | Refusal

/**
 * The files of a zip in archive order. Refuses the whole archive at the first entry that is unsafe (absolute path,
 * `..`, backslash, link, device, two names for one file), encrypted, damaged (size or CRC-32) or beyond
 * `importLimits`; sizes are counted while bytes arrive, because the declared ones may lie.
 */
export async function readZip(bytes: Uint8Array): Promise<UnpackResult> {
  let zip: ZipFile
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    zip = await fromBufferPromise(buffer, { strictFileNames: true })
  } catch {
    return refuse('not-a-zip', 'This is not a zip archive, or it is cut short.')
  }
  try {
    return await readEntries(zip)
  } catch (error) {
    return zipProblem(error)
  } finally {
    zip.close()
  }
}

async function readEntries(zip: ZipFile): Promise<UnpackResult> {
  const files: SkillFile[] = []
  const paths = new UploadedPaths()
  let entries = 0
  let left: number = importLimits.archiveBytes
  for await (const entry of zip.eachEntry()) {
    entries += 1
    if (entries > mostEntries) return refuse('too-many-files', `There are more than ${mostEntries} entries.`)
    const kind = entryKind(entry)
    if (kind === 'other') {
      return refuse('link-or-device', `${JSON.stringify(entry.fileName)} is a link or a device, not a file.`)
    }
    if (kind === 'folder' || isJunk(entry.fileName)) continue
    const problem = paths.add(entry.fileName)
    if (problem) return problem
    const content = await readEntry(zip, entry, left)
    if (!content.ok) return content
    left -= content.bytes.length
    files.push({ path: entry.fileName, bytes: content.bytes })
  }
  return { ok: true, files }
}

/** From the Unix mode in the upper half of the external attributes; archives made elsewhere have none. */
function entryKind(entry: Entry): 'file' | 'folder' | 'other' {
  const type = (entry.externalFileAttributes >>> 16) & 0o170000
  if (type === 0o040000 || (type === 0 && entry.fileName.endsWith('/'))) return 'folder'
  return (type === 0 || type === 0o100000) && !entry.fileName.endsWith('/') ? 'file' : 'other'
}

async function readEntry(
  zip: ZipFile,
  entry: Entry,
  left: number,
): Promise<{ ok: true; bytes: Uint8Array } | Refusal> {
  const name = JSON.stringify(entry.fileName)
  if (entry.isEncrypted()) return refuse('encrypted', `${name} is encrypted, so nobody could review it.`)
  if (!entry.canDecodeFileData())
    return refuse('damaged', `${name} is packed by a method that is not supported.`)
  const stream = await zip.openReadStreamPromise(entry)
  const chunks: Buffer[] = []
  let size = 0
  let checksum = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > left) {
        return refuse(
          'too-large',
          `Unpacked, the archive is larger than ${importLimits.archiveBytes / 2 ** 20} MB.`,
        )
      }
      if (size > bombBytes && size > entry.compressedSize * bombRatio) {
        return refuse('zip-bomb', `${name} unpacks to more than ${bombRatio} times its size.`)
      }
      checksum = crc32(chunk, checksum)
      chunks.push(chunk)
    }
  } finally {
    stream.destroy()
  }
  if (checksum !== entry.crc32) return refuse('damaged', `${name} does not match its checksum.`)
  return { ok: true, bytes: new Uint8Array(Buffer.concat(chunks)) }
}

/** yauzl throws plain errors whose texts are its only codes. */
function zipProblem(error: unknown): Refusal {
  const text = error instanceof Error ? error.message : String(error)
  if (/absolute path|invalid relative path|invalid characters in fileName/i.test(text)) {
    return refuse('unsafe-path', `The archive holds an unsafe path (${text.slice(0, 160)}).`)
  }
  if (/encrypt/i.test(text))
    return refuse('encrypted', 'The archive is encrypted, so nobody could review it.')
  return refuse('damaged', `The archive is damaged (${text.slice(0, 160)}).`)
}
