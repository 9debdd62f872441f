/** Serves bytes that a run made. They are data: never a page, never a script, whatever they claim to be. */

/** Types that a browser shows without running anything. All else is plain text or a download. */
const shownTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
}

/** SVG and HTML count as text here: shown as source, never executed. */
export function fileResponse(path: string, bytes: Uint8Array, download: boolean): Response {
  const name = path.split('/').at(-1) ?? 'file'
  const extension = name.split('.').at(-1)?.toLowerCase() ?? ''
  const imageType = shownTypes[extension]
  const type = imageType ?? (isText(bytes) ? 'text/plain; charset=utf-8' : 'application/octet-stream')
  const disposition = download || type === 'application/octet-stream' ? 'attachment' : 'inline'
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': type,
      'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(name)}`,
      'content-security-policy': "sandbox; default-src 'none'; img-src 'self'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
    },
  })
}

/** Text is valid UTF-8 without NUL in its first 8 KB. */
function isText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 8_192)
  if (head.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}
