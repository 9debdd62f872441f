/** The headers that every page carries: what a browser may load and run for us, and what it may tell others. */

interface Circumstances {
  /** `next dev` evaluates code and injects styles; nothing else may. */
  development: boolean
  /** Whether browsers reach Reef by https. */
  secure: boolean
}

/**
 * Content Security Policy (W3C CSP 3) of a page: scripts only with this answer's nonce, nothing from or to another
 * host, no frames around us.
 */
export function contentSecurityPolicy(nonce: string, { development, secure }: Circumstances): string {
  const directives = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    // Bars and rows that the server renders carry their sizes as style attributes. Style elements stay under the nonce.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "connect-src 'self'",
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(secure ? ['upgrade-insecure-requests'] : []),
  ]
  return directives.join('; ')
}

/** The other headers of a page, by name. */
export function pageHeaders({ secure }: Circumstances): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'x-frame-options': 'DENY',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    ...(secure ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  }
}
