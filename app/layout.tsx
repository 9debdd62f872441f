import type { Metadata, Viewport } from 'next'
import localFont from 'next/font/local'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { readPreferences } from '../lib/shared/preference'
import './globals.css'
import { Providers } from './providers'

// The latin part is preloaded with measured fallbacks, so that no line moves when it arrives.
const inter = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  weight: '100 900',
  variable: '--font-inter',
  display: 'swap',
})
const interExtended = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2',
  weight: '100 900',
  variable: '--font-inter-extended',
  display: 'swap',
  preload: false,
  adjustFontFallback: false,
  declarations: [
    { prop: 'unicode-range', value: 'U+0100-02FF, U+1E00-1E9F, U+2020, U+20A0-20AB, U+20AD-20C0' },
  ],
})
const geistMono = localFont({
  src: '../node_modules/@fontsource-variable/geist-mono/files/geist-mono-latin-wght-normal.woff2',
  weight: '100 900',
  variable: '--font-geist-mono',
  display: 'swap',
  preload: false,
})

export const metadata: Metadata = {
  title: { default: 'Reef', template: '%s · Reef' },
  description: 'A workbench for teams and their AI agents.',
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fdfcfb' },
    { media: '(prefers-color-scheme: dark)', color: '#100f0e' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const store = await cookies()
  const preferences = readPreferences(name => store.get(name)?.value)
  return (
    <html
      lang="en"
      {...(preferences.theme === 'system' ? {} : { 'data-theme': preferences.theme })}
      className={`${inter.variable} ${interExtended.variable} ${geistMono.variable}`}
    >
      <body>
        <Providers preferences={preferences} renderedAt={Date.now()}>
          {children}
        </Providers>
      </body>
    </html>
  )
}
