/** Contents by hash, up to a number of bytes; the least recently used go first. */
export class ContentCache {
  private readonly contents = new Map<string, Uint8Array>()
  private bytes = 0

  constructor(private readonly limit: number) {}

  get(hash: string): Uint8Array | undefined {
    const found = this.contents.get(hash)
    if (!found) return undefined
    this.contents.delete(hash)
    this.contents.set(hash, found)
    return found
  }

  add(hash: string, content: Uint8Array): void {
    if (this.contents.has(hash) || content.byteLength > this.limit) return
    this.contents.set(hash, content)
    this.bytes += content.byteLength
    for (const [oldest, dropped] of this.contents) {
      if (this.bytes <= this.limit) return
      this.contents.delete(oldest)
      this.bytes -= dropped.byteLength
    }
  }
}
