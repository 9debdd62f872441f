import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SetupForm } from '../../../components/accounts/setup-form'
import { isClaimed } from '../../../lib/accounts/claim-setup'

export const metadata: Metadata = { title: 'Set up' }

export default async function SetupPage() {
  if (await isClaimed()) redirect('/sign-in')
  return <SetupForm />
}
