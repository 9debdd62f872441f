/** The part of yauzl that Reef uses; the package ships no types. */
declare module 'yauzl' {
  import type { Readable } from 'node:stream'

  export interface Entry {
    fileName: string
    compressedSize: number
    uncompressedSize: number
    compressionMethod: number
    crc32: number
    externalFileAttributes: number
    isEncrypted(): boolean
    canDecodeFileData(): boolean
  }

  export interface ZipFile {
    entryCount: number
    eachEntry(): AsyncIterableIterator<Entry>
    openReadStreamPromise(entry: Entry): Promise<Readable>
    close(): void
  }

  export function fromBufferPromise(
    buffer: Buffer,
    options?: { strictFileNames?: boolean; validateEntrySizes?: boolean; decodeStrings?: boolean },
  ): Promise<ZipFile>
}
