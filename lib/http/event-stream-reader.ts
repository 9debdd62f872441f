/** Reads server-sent events as the WHATWG HTML standard defines them (section 9.2.6), from text in any pieces. */

export interface StreamMessage {
  event: string
  data: string
  id: string | null
}

/** Takes text as it arrives and calls back for each whole message. Comments (heartbeats) are passed over. */
export function createEventStreamReader(onMessage: (message: StreamMessage) => void): (text: string) => void {
  let rest = ''
  let event = ''
  let id: string | null = null
  let data: string[] = []

  function line(text: string): void {
    if (text === '') {
      if (data.length > 0) onMessage({ event: event || 'message', data: data.join('\n'), id })
      event = ''
      data = []
      return
    }
    const colon = text.indexOf(':')
    if (colon === 0) return
    const field = colon < 0 ? text : text.slice(0, colon)
    const value = colon < 0 ? '' : text.slice(colon + (text[colon + 1] === ' ' ? 2 : 1))
    if (field === 'data') data.push(value)
    else if (field === 'event') event = value
    else if (field === 'id' && !value.includes('\0')) id = value
  }

  return text => {
    const all = rest + text
    // A carriage return at the very end may be half of a CRLF: it waits for what follows.
    const lines = all.split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    for (const each of lines) line(each)
  }
}
