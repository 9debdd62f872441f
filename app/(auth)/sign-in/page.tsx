import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { SignInForm } from '../../../components/accounts/sign-in-form'
import { isClaimed } from '../../../lib/accounts/claim-setup'
import { localPath } from '../../../lib/accounts/local-path'
import { readPagePerson } from '../../../lib/accounts/page-actor'
import { resolveActor } from '../../../lib/accounts/session'

export const metadata: Metadata = { title: 'Sign in' }

interface Props {
  searchParams: Promise<{ next?: string | string[] }>
}

export default async function SignInPage({ searchParams }: Props) {
  const { next } = await searchParams
  const target = localPath(typeof next === 'string' ? next : undefined)
  if (await resolveActor({ headers: await headers() })) redirect(target)
  if (!(await isClaimed())) redirect('/setup')
  const person = await readPagePerson()
  return <SignInForm next={target} {...(person ? { withoutWorkspace: person.email } : {})} />
}
