import type { Metadata } from 'next'
import { SwitchSettings } from '../../../../components/settings/switch-settings'

export const metadata: Metadata = { title: 'Kill switch' }

export default function KillSwitchPage() {
  return <SwitchSettings />
}
