/** Whether a database that failed is only away: weather, which passes, and nobody's fault in Reef. */

/**
 * Classes of SQLSTATE that pass by themselves or with an operator's help: connection exceptions (08), insufficient
 * resources such as a full disk (53), operator intervention such as a restart (57P), errors of the system (58).
 */
const states = /"(08[0-9A-Z]{3}|53[0-9]{3}|57P0[1-5]|58[0-9A-Z]{3})"/

/** What Prisma says of connections that cannot be had or were closed, and of a pool that is empty. */
const codes: ReadonlySet<string> = new Set(['P1001', 'P1002', 'P1008', 'P1011', 'P1017', 'P2024', 'P2028'])

const connection =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|Connection terminated|server closed the connection|connection timeout/i

export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, meta, cause, message } = error as Error & { code?: unknown; meta?: unknown }
  if (typeof code === 'string' && (codes.has(code) || states.test(`"${code}"`))) return true
  if (states.test(JSON.stringify(meta ?? null)) || connection.test(message)) return true
  return cause !== undefined && cause !== error && (isDatabaseAway(cause) || states.test(asText(cause)))
}

function asText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    return ''
  }
}
