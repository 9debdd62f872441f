'use client'

import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { type Preferences, readPreferences, writePreference } from '../../lib/shared/preference'

interface PreferencesValue {
  preferences: Preferences
  setPreference: <Name extends keyof Preferences>(name: Name, value: Preferences[Name]) => void
}

const PreferencesContext = createContext<PreferencesValue>({
  preferences: readPreferences(() => undefined),
  setPreference: () => undefined,
})

/** The choices of this person on this device, as the server read them, and a way to change them. */
export function usePreferences(): PreferencesValue {
  return useContext(PreferencesContext)
}

export function PreferencesProvider({ initial, children }: { initial: Preferences; children: ReactNode }) {
  const [preferences, setPreferences] = useState(initial)
  const setPreference = useCallback<PreferencesValue['setPreference']>((name, value) => {
    setPreferences(current => ({ ...current, [name]: value }))
    writePreference(name, String(value))
    if (name === 'theme') showTheme(String(value))
  }, [])
  const value = useMemo(() => ({ preferences, setPreference }), [preferences, setPreference])
  return <PreferencesContext value={value}>{children}</PreferencesContext>
}

function showTheme(theme: string): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
