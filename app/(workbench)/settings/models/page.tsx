import type { Metadata } from 'next'
import { ModelSettings } from '../../../../components/settings/model-settings'

export const metadata: Metadata = { title: 'Models' }

export default function ModelsPage() {
  return <ModelSettings />
}
