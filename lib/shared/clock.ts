/**
 * The time by which runs are told: the database's, once this process knows it. Whatever the machine's own clock does
 * meanwhile (set an hour ahead and back, off from the other hosts'), nobody waits longer or gives up sooner for it.
 */
let known: { time: number; at: number } | undefined

/** Milliseconds since 1970. */
export function timeNow(): number {
  return known ? Math.round(known.time + performance.now() - known.at) : Date.now()
}

/** Names the time as somebody trustworthy told it just now, milliseconds since 1970; undefined forgets it. */
export function setTime(time: number | undefined): void {
  known = time === undefined ? undefined : { time, at: performance.now() }
}
