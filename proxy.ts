/**
 * Runs before every page: security headers with a fresh nonce, and the way to the sign-in page for who has no session
 * cookie. That redirect is a convenience. Nothing is authorised here: pages and API routes ask for the actor.
 */
import { type NextRequest, NextResponse } from 'next/server'
import { env } from './lib/env'
import { isOwnHost } from './lib/http/origin'
import { contentSecurityPolicy, pageHeaders } from './lib/http/security-headers'

const openPages = /^\/(sign-in|setup|invite|reset)(\/|$)/
const sessionCookies = ['reef.session_token', '__Secure-reef.session_token']

export function proxy(request: NextRequest): NextResponse {
  const circumstances = {
    development: process.env.NODE_ENV === 'development',
    secure: env().origin?.startsWith('https://') ?? false,
  }
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')
  const policy = contentSecurityPolicy(nonce, circumstances)
  const response = answer(request, nonce, policy)
  response.headers.set('content-security-policy', policy)
  for (const [name, value] of Object.entries(pageHeaders(circumstances))) response.headers.set(name, value)
  return response
}

function answer(request: NextRequest, nonce: string, policy: string): NextResponse {
  const host = request.headers.get('host') ?? ''
  if (!isOwnHost(host)) {
    return new NextResponse('This address is not one that Reef answers to. Set REEF_ORIGIN to allow it.\n', {
      status: 421,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    })
  }
  const { pathname, search } = request.nextUrl
  const signedIn = sessionCookies.some(name => request.cookies.has(name))
  if (!signedIn && !openPages.test(pathname)) {
    const next = pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`
    return NextResponse.redirect(new URL(`/sign-in${next}`, request.url))
  }
  // Next reads the nonce for its own scripts from the request's policy.
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('content-security-policy', policy)
  return NextResponse.next({ request: { headers } })
}

export const config = {
  // API routes set their own headers in lib/http/handler.ts; built files and pictures need none.
  matcher: ['/((?!api/|_next/static|_next/image|favicon|icon).*)'],
}
