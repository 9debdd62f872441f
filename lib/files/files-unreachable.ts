/** Bytes that cannot be read or written right now. Weather: whoever works with them waits and tries again. */
export class FilesUnreachable extends Error {
  constructor(reason: string) {
    super(`Files cannot be reached: ${reason}`)
    this.name = 'FilesUnreachable'
  }
}
