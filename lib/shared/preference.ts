/** Choices of one person on one device, kept in cookies so that the server renders them at once and nothing flashes. */

export interface Preferences {
  theme: 'system' | 'light' | 'dark'
  rail: 'wide' | 'narrow'
  /** The first steps above the tasks. */
  checklist: 'shown' | 'hidden'
  /** Whether this browser tells of what comes into the inbox. */
  notify: 'on' | 'off'
  /** Whether the library of skills was ever opened. */
  skills: 'seen' | 'unseen'
  /** Width of the inspector in pixels. */
  inspector: number
}

const day = 24 * 60 * 60

/** Reads the choices from cookies by name; what is missing or odd is the default. */
export function readPreferences(cookie: (name: string) => string | undefined): Preferences {
  const theme = cookie('reef-theme')
  const inspector = Number(cookie('reef-inspector'))
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    rail: cookie('reef-rail') === 'narrow' ? 'narrow' : 'wide',
    checklist: cookie('reef-checklist') === 'hidden' ? 'hidden' : 'shown',
    notify: cookie('reef-notify') === 'on' ? 'on' : 'off',
    skills: cookie('reef-skills') === 'seen' ? 'seen' : 'unseen',
    inspector: inspector >= 240 && inspector <= 1200 ? Math.round(inspector) : 400,
  }
}

/** Remembers one choice for a year. Browser only. */
export function writePreference(name: keyof Preferences, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
  document.cookie = `reef-${name}=${encodeURIComponent(value)}; path=/; max-age=${365 * day}; samesite=lax`
}
