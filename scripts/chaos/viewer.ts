/** Somebody who watches a run through the web process, and comes back where the connection broke. */
export interface Viewer {
  /** Numbers of the events in the order in which they came. */
  seen: number[]
  connections: number
  /** Settles when the run's end was seen. */
  ended: Promise<void>
  leave(): void
}

const returnMs = 150

export function watchRun(address: string, headers: Record<string, string>, runId: string): Viewer {
  const leaving = new AbortController()
  const viewer = { seen: [] as number[], connections: 0 }
  const follow = async (): Promise<void> => {
    for (let over = false; !over && !leaving.signal.aborted; ) {
      viewer.connections += 1
      over = await once(address, headers, runId, viewer.seen, leaving.signal).catch(() => false)
      if (!over) await new Promise(resolve => setTimeout(resolve, returnMs))
    }
  }
  return Object.assign(viewer, { ended: follow(), leave: () => leaving.abort() })
}

/** Reads one connection to its end; true when the run's end was among its events. */
async function once(
  address: string,
  headers: Record<string, string>,
  runId: string,
  seen: number[],
  signal: AbortSignal,
): Promise<boolean> {
  const resume = { 'last-event-id': String(seen.at(-1) ?? 0) }
  const answer = await fetch(`${address}/api/v1/runs/${runId}/events?after=0`, {
    headers: { accept: 'text/event-stream', ...resume, ...headers },
    signal,
  })
  if (!answer.ok || !answer.body) return false
  let rest = ''
  for await (const text of answer.body.pipeThrough(new TextDecoderStream())) {
    const messages = (rest + text).split('\n\n')
    rest = messages.pop() ?? ''
    for (const message of messages) {
      const id = /^id: (\d+)$/m.exec(message)?.[1]
      if (!id || !/^event: event$/m.test(message)) continue
      seen.push(Number(id))
      if (/"type":"run-ended"/.test(message)) return true
    }
  }
  return false
}
