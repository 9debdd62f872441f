import type { Metadata } from 'next'
import { PolicySettings } from '../../../../components/settings/policy-settings'

export const metadata: Metadata = { title: 'Policy' }

export default function PolicyPage() {
  return <PolicySettings />
}
