'use client'

import { useEffect, useState } from 'react'
import { usePreferences } from '../common/preferences'
import { Button } from '../ui/button'
import { SettingsSection } from './settings-section'

type Permission = NotificationPermission | 'unsupported' | 'unknown'

/** Notifications of this browser: on only when the person has asked for them, here and in the browser's own dialog. */
export function NotificationSettings() {
  const { preferences, setPreference } = usePreferences()
  const [permission, setPermission] = useState<Permission>('unknown')
  useEffect(() => setPermission(readPermission()), [])
  const on = preferences.notify === 'on' && permission === 'granted'
  async function turnOn() {
    const given = await Notification.requestPermission()
    setPermission(given)
    if (given === 'granted') setPreference('notify', 'on')
  }
  const action = on ? (
    <Button onClick={() => setPreference('notify', 'off')}>Turn off</Button>
  ) : (
    <Button
      disabled={permission === 'unsupported' || permission === 'unknown' || permission === 'denied'}
      onClick={() => void turnOn()}
    >
      Turn on
    </Button>
  )
  return (
    <SettingsSection
      title="Notifications"
      description="This browser tells you when a run needs you or has ended, while a page of Reef is open."
      action={action}
    >
      <p role="status" className="text-meta text-muted">
        {wordsFor(permission, on)}
      </p>
    </SettingsSection>
  )
}

function readPermission(): Permission {
  // Browsers have notifications only where the connection is safe: HTTPS, or this machine.
  return 'Notification' in window && 'locks' in navigator ? Notification.permission : 'unsupported'
}

function wordsFor(permission: Permission, on: boolean): string {
  if (on) return 'On in this browser.'
  if (permission === 'denied') return 'This browser blocks notifications of Reef. Allow them in its settings.'
  if (permission === 'unsupported') return 'This browser offers no notifications here. They need HTTPS.'
  return 'Off in this browser.'
}
