/** Names for the statements that come again and again, so that Postgres parses and plans each once per connection. */

/** A statement is named once it has come this often: what is rare stays unnamed and holds no memory of the server. */
const namedAfter = 8
/** Every connection keeps every named statement, so there is an end to it; a list of changing length could go on for ever. */
const mostNames = 120
/** Texts that are watched for becoming frequent. */
const mostWatched = 1_000

/** Names frequent statements. */
export class StatementNames {
  private readonly names = new Map<string, string>()
  private readonly counts = new Map<string, number>()

  /** The name for a statement's text, or undefined while it is rare. */
  nameOf(text: string): string | undefined {
    const known = this.names.get(text)
    if (known || this.names.size >= mostNames) return known
    const count = (this.counts.get(text) ?? 0) + 1
    if (count < namedAfter) {
      if (this.counts.size < mostWatched || this.counts.has(text)) this.counts.set(text, count)
      return undefined
    }
    this.counts.delete(text)
    const name = `reef_${this.names.size + 1}`
    this.names.set(text, name)
    return name
  }
}
