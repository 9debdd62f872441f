// The checks behind `npm test`, in the order in which they are cheapest to fail.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/**
 * Runs the chosen checks, all of them without `part`, and prints `N passed, N failed` at the very end.
 * @param {{ root: string, part?: string, files: string[] }} options
 * @returns {Promise<number>} the exit code
 */
export async function runChecks({ root, part, files }) {
  const reports = fs.mkdtempSync(path.join(os.tmpdir(), 'reef-reports-'))
  const totals = { passed: 0, failed: 0 }
  const add = (passed, failed) => {
    totals.passed += passed
    totals.failed += failed
  }
  try {
    if (!part || part === 'lint') for (const check of lintChecks) add(...(await lint(root, check)))
    if (!part || part === 'unit') add(...(await unit(root, reports, files)))
    if (!part || part === 'e2e') add(...(await endToEnd(root, reports, files)))
    if (!part || part === 'chaos') add(...(await chaos(root)))
  } finally {
    fs.rmSync(reports, { recursive: true, force: true })
  }
  process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed\n`)
  return totals.failed === 0 && totals.passed > 0 ? 0 : 1
}

const lintChecks = [
  ['Biome', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings']],
  ['TypeScript', 'typescript/bin/tsc', ['--noEmit']],
  ['Dead code (knip)', 'knip/bin/knip.js', ['--no-progress']],
]

async function lint(root, [name, program, args]) {
  heading(name)
  const code = await run(root, [path.join(root, 'node_modules', program), ...args])
  return code === 0 ? [1, 0] : [0, 1]
}

async function unit(root, reports, files) {
  heading('Unit and integration tests (Vitest)')
  const report = path.join(reports, 'unit.json')
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...files]
  const code = await run(root, [vitest, ...args])
  const { numPassedTests: passed = 0, numFailedTests: failed = 0 } = readReport(report)
  return [passed, code === 0 ? 0 : Math.max(failed, 1)]
}

async function endToEnd(root, reports, files) {
  if (!fs.existsSync(path.join(root, 'playwright.config.ts'))) return [0, 0]
  heading('End-to-end tests (Playwright)')
  const { ensureBuilt } = await import('./build.mjs')
  const { findChromium } = await import('./chromium.mjs')
  await ensureBuilt()
  const report = path.join(reports, 'e2e.json')
  const playwright = path.join(root, 'node_modules', '@playwright', 'test', 'cli.js')
  const code = await run(root, [playwright, 'test', ...files], {
    REEF_CHROMIUM: await findChromium(),
    REEF_E2E_REPORT: report,
  })
  const { expected = 0, unexpected = 0, flaky = 0 } = readReport(report).stats ?? {}
  return [expected + flaky, code === 0 ? 0 : Math.max(unexpected, 1)]
}

// The short form of `npm run chaos`, on the build that the stories have used. Each time with another seed, printed.
async function chaos(root) {
  heading('Chaos: five kills in sixty steps')
  const code = await run(root, [path.join(root, 'scripts', 'chaos.mjs'), '--kills', '5', '--steps', '60'])
  return code === 0 ? [1, 0] : [0, 1]
}

function readReport(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {}
}

function heading(text) {
  process.stdout.write(`\n── ${text}\n`)
}

function run(root, args, variables = {}) {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...variables }
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env })
  return new Promise(resolve => {
    child.once('error', () => resolve(1))
    child.once('exit', code => resolve(code ?? 1))
  })
}
