import { defineConfig, devices } from '@playwright/test'

const executablePath = process.env.REEF_CHROMIUM
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]
const launchOptions = {
  ...(executablePath ? { executablePath } : {}),
  // Chromium refuses its own sandbox as root; the pages of these tests are ours.
  args: process.getuid?.() === 0 ? [...quiet, '--no-sandbox'] : quiet,
}

export default defineConfig({
  testDir: 'e2e',
  // `node scripts/screenshots.mjs` writes pictures for the documents; the tests do not.
  testIgnore: process.env.REEF_SCREENSHOTS ? [] : ['screenshots*.spec.ts'],
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 2,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: process.env.REEF_E2E_REPORT ?? 'test-results/report.json' }]],
  use: { launchOptions, screenshot: 'only-on-failure', locale: 'en-GB' },
  projects: [
    { name: 'desktop', use: { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 800 } } },
    { name: 'phone', use: { ...devices['Pixel 7'] } },
  ],
})
