import type { Metadata } from 'next'
import { InvitationView } from '../../../../components/accounts/invitation-view'
import { readPagePerson } from '../../../../lib/accounts/page-actor'

export const metadata: Metadata = { title: 'Invitation' }

interface Props {
  params: Promise<{ invitationId: string }>
}

export default async function InvitationPage({ params }: Props) {
  const { invitationId } = await params
  const person = await readPagePerson()
  return <InvitationView id={invitationId} signedInAs={person?.email ?? null} />
}
