/** What a socket, DNS or TLS error code means in plain words. */

/** A sentence for a network error's code, and whether trying again may help. */
export function networkProblem(code: string, host: string): { message: string; retryable: boolean } {
  if (code === 'ECONNREFUSED')
    return { message: `Nothing answers at ${host}: the connection was refused.`, retryable: true }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return { message: `The name ${host} could not be resolved (DNS).`, retryable: true }
  if (code === 'EADDRNOTALLOWED') return { message: `The address ${host} is not allowed.`, retryable: false }
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code))
    return { message: `No trusted encrypted connection to ${host} (TLS: ${code}).`, retryable: false }
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT')
    return { message: `${host} did not take the connection in time.`, retryable: true }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return { message: `${host} cannot be reached from here.`, retryable: true }
  return { message: `The connection to ${host} broke off (${code}).`, retryable: true }
}

/** Whether the connection had been made: then the request may have arrived, and whoever got it may charge for it. */
export function wasConnected(code: string): boolean {
  return !(
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EADDRNOTALLOWED|UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/.test(code) ||
    /^E(HOST|NET)UNREACH$|CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)
  )
}
