import type { Metadata } from 'next'
import { PriceSettings } from '../../../../components/settings/price-settings'

export const metadata: Metadata = { title: 'Prices' }

export default function PricesPage() {
  return <PriceSettings />
}
