/** How long a provider asks us to wait: header forms and the two habits of saying it in the body. */
import { timeNow } from '../shared/clock'

/** Nobody waits longer than this for a model; a larger wish is cut. */
const longestWaitMs = 24 * 60 * 60 * 1000

/**
 * Milliseconds to wait, or undefined. Reads `retry-after-ms`, `retry-after` in seconds or as a date (RFC 9110
 * section 10.2.3), Google's `RetryInfo.retryDelay` ("34.4s") and OpenAI's "try again in 1m2.5s".
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string>>,
  body: string,
  now: number = timeNow(),
): number | undefined {
  const wait =
    fromMilliseconds(headers['retry-after-ms']) ?? fromHeader(headers['retry-after'], now) ?? fromBody(body)
  return wait === undefined ? undefined : Math.min(longestWaitMs, Math.max(0, Math.round(wait)))
}

function fromMilliseconds(value: string | undefined): number | undefined {
  return value !== undefined && /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined
}

function fromHeader(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined
  if (/^\d+(\.\d+)?$/.test(value.trim())) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : date - now
}

function fromBody(body: string): number | undefined {
  const said =
    /"retryDelay"\s*:\s*"([\d.]+s)"/.exec(body) ?? /try again in ((?:[\d.]+(?:ms|h|m|s))+)/i.exec(body)
  return said?.[1] === undefined ? undefined : duration(said[1])
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

function duration(text: string): number | undefined {
  let sum = 0
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|h|m|s)/g))
    sum += Number(amount) * (unitMs[unit ?? ''] ?? 0)
  return Number.isFinite(sum) ? sum : undefined
}
