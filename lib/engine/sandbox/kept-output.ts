/** Keeps the head and the tail of a stream of any length in bounded memory. */

/** Bytes of one character that a cut may fall into (UTF-8, RFC 3629). */
const longestCharacter = 4

export class KeptOutput {
  private head: Uint8Array[] = []
  private headBytes = 0
  private tail: Uint8Array[] = []
  private tailBytes = 0
  total = 0

  /** `limit` is the number of bytes kept, half of it for the head. */
  constructor(private readonly limit: number) {}

  push(bytes: Uint8Array): void {
    this.total += bytes.byteLength
    const room = Math.ceil(this.limit / 2) - this.headBytes
    if (room > 0) {
      const part = bytes.subarray(0, room)
      this.head.push(part)
      this.headBytes += part.byteLength
      if (part.byteLength === bytes.byteLength) return
      bytes = bytes.subarray(room)
    }
    this.tail.push(bytes)
    this.tailBytes += bytes.byteLength
    this.trim()
  }

  /** The text, with a line in the middle that says how much is missing. */
  text(): string {
    const limit = Math.floor(this.limit / 2)
    const tail = Buffer.concat(this.tail)
    const kept = tail.subarray(Math.max(0, tail.byteLength - limit))
    const missing = this.total - this.headBytes - kept.byteLength
    if (missing === 0) return Buffer.concat([...this.head, kept]).toString('utf8')
    const head = Buffer.concat(this.head)
      .toString('utf8')
      .replace(/\uFFFD$/, '')
    return `${head}\n[… ${missing} bytes left out …]\n${wholeCharacters(kept).toString('utf8')}`
  }

  /** Drops chunks that lie wholly before the tail. */
  private trim(): void {
    const limit = Math.floor(this.limit / 2)
    while (this.tail.length > 1) {
      const first = this.tail[0]?.byteLength ?? 0
      if (this.tailBytes - first < limit) break
      this.tail.shift()
      this.tailBytes -= first
    }
    // Many small chunks would cost more than the bytes in them.
    if (this.tail.length > 4096) this.tail = [Buffer.concat(this.tail)]
  }
}

/** Leaves out the rest of a character that was cut at the start. */
function wholeCharacters(bytes: Buffer): Buffer {
  let start = 0
  while (start < longestCharacter && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1
  return bytes.subarray(start)
}
