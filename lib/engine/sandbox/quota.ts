/** How much a command may put into the work folder and its scratch space. */
import type { FileNode } from './memory-file'

export class Quota {
  private bytes = 0
  private files = 0
  private folders = 0
  private enforced = false

  constructor(
    private readonly limit: { bytes: number; files: number },
    private readonly onFull: () => void,
  ) {}

  /** Counts what the run already has. It is never refused, only growth is. */
  count(bytes: number): void {
    this.bytes += bytes
    this.files += 1
  }

  /** From here on writes count; what just-bash lays out for itself before does not. */
  enforce(): void {
    this.enforced = true
  }

  /** Takes room (negative gives it back), or throws what a full disk gives. */
  reserve(bytes: number, files: number): void {
    if (!this.enforced) return
    if (bytes > 0 && this.bytes + bytes > this.limit.bytes) throw this.full(`${this.limit.bytes} bytes`)
    if (files > 0 && this.files + files > this.limit.files) throw this.full(`${this.limit.files} files`)
    this.bytes += bytes
    this.files += files
  }

  reserveFolder(): void {
    if (!this.enforced) return
    if (this.folders >= this.limit.files) throw this.full(`${this.limit.files} folders`)
    this.folders += 1
  }

  release(node: FileNode): void {
    if (node.kind === 'folder') this.folders -= 1
    else this.reserve(-node.size, -1)
  }

  private full(limit: string): Error {
    this.onFull()
    return new Error(`ENOSPC: no space left on device, the limit is ${limit}`)
  }
}
