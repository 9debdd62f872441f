/**
 * The secret of a link: it comes in the fragment, which reaches no server log. It moves from the address bar into this
 * tab's storage at once, so that it is in no screenshot and survives a detour by the sign-in page.
 */
export function takeSecret(name: string): string | null {
  const key = `reef-link-${name}`
  const fragment = window.location.hash.slice(1)
  if (fragment !== '') {
    sessionStorage.setItem(key, fragment)
    history.replaceState(history.state, '', window.location.pathname + window.location.search)
  }
  return sessionStorage.getItem(key)
}
