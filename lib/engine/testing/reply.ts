/** A sound answer in neutral words, before it is written in a vendor's wire format. */

export interface ServedUsage {
  input: number
  output: number
  cacheRead?: number
  cacheWrite?: number
  reasoning?: number
}

/** A sound answer in neutral words; the server writes it in the wire format that the request's path asks for. */
export interface Reply {
  text?: string
  reasoning?: string
  toolCalls?: readonly { id?: string; name: string; input: unknown }[]
  /** Characters a piece; the whole in one piece by default. */
  pieceLength?: number
  /** Undefined: nothing is reported. */
  usage?: ServedUsage | undefined
  /** Model named in the answer; the asked one by default. */
  model?: string
  finish?: 'stop' | 'length' | 'refused'
}
