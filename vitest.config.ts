import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: {
    alias: {
      '@': import.meta.dirname,
      'server-only': `${import.meta.dirname}/node_modules/server-only/empty.js`,
    },
  },
  test: {
    include: ['{app,components,lib,prisma}/**/*.test.{ts,tsx}', 'scripts/*.test.mjs', '*.test.ts'],
    globalSetup: ['lib/db/testing-setup.ts', 'scripts/bundle.setup.mjs'],
    // Tests wait for facts: a slow machine takes its time, and only what hangs comes to this.
    testTimeout: 60_000,
    env: { REEF_LOG_LEVEL: 'silent' },
    hookTimeout: 120_000,
    pool: 'forks',
    // One more than the smallest machine has cores: many tests wait for a process to come back.
    maxWorkers: 3,
  },
})
