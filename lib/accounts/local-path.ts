/** Where to go after signing in: a path of ours, whatever the address bar says. */

/** The path if it stays on this host, else `/`. Refuses `//host`, `/\host`, other schemes and control characters. */
export function localPath(path: string | undefined): string {
  const base = 'http://reef.invalid'
  if (!path?.startsWith('/') || !URL.canParse(path, base)) return '/'
  const url = new URL(path, base)
  return url.origin === base && !url.pathname.startsWith('//') ? url.pathname + url.search + url.hash : '/'
}
