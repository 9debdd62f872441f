/** Slows guessing down. Counters live in the database, so that every web process and every restart knows them. */
import { createHash } from 'node:crypto'
import { AppError } from '../http/errors'
import { consumeWindow, countAttempt, forgetAttempts } from './repository'

/** Tries without a wait, then waits that double: 2, 4, 8 … seconds, five minutes at most. */
const attemptLimits = { free: 5, firstWaitSeconds: 2, longestWaitSeconds: 300 }

/**
 * Counts a try at something that only the right person should succeed in, such as one account's password. Counted
 * before the try is judged, so tries sent at once count too, and by what is guessed, never by where it comes from:
 * no header can evade it. Throws `rate-limited` with `retryAfterSeconds`.
 */
export async function countTry(subject: string, now: number = Date.now()): Promise<void> {
  const waitMs = await countAttempt(keyOf(subject), attemptLimits, now)
  if (waitMs > 0) throw tooMany(waitMs, 'Too many tries.')
}

/** The right person succeeded: their earlier mistakes count no more. */
export async function forgetTries(subject: string): Promise<void> {
  await forgetAttempts(keyOf(subject))
}

/** Allows `max` of something in any window of `seconds`. Throws `rate-limited` with `retryAfterSeconds`. */
export async function limitRate(
  subject: string,
  limit: { max: number; seconds: number },
  now: number = Date.now(),
): Promise<void> {
  const waitMs = await consumeWindow(keyOf(subject), limit, now)
  if (waitMs > 0) throw tooMany(waitMs, 'Too many requests.')
}

/** Subjects hold e-mail addresses and net addresses: the counter needs neither. */
function keyOf(subject: string): string {
  return createHash('sha256').update(subject).digest('base64url')
}

function tooMany(waitMs: number, what: string): AppError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000))
  const wait = seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
  return new AppError('rate-limited', `${what} Wait ${wait}, then try again.`, { retryAfterSeconds: seconds })
}
