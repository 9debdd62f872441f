// The checks behind `npm test`, in the order in which they are cheapest to fail.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/**
 * Runs the chosen checks, all of them without `part`. At the very end it names what failed, each with the first
 * lines of its error, and prints `N passed, N failed`.
 * @param {{ root: string, part?: string, files: string[] }} options
 * @returns {Promise<number>} the exit code
 */
export async function runChecks({ root, part, files }) {
  const reports = fs.mkdtempSync(path.join(os.tmpdir(), 'reef-reports-'))
  const totals = { passed: 0, failures: [] }
  const add = ({ passed, failures }) => {
    totals.passed += passed
    totals.failures.push(...failures)
  }
  try {
    if (!part || part === 'lint') for (const check of lintChecks) add(await lint(root, check))
    if (!part || part === 'unit') add(await unit(root, reports, files))
    if (!part || part === 'e2e') add(await endToEnd(root, reports, files))
    if (!part || part === 'chaos') add(await chaos(root))
  } finally {
    fs.rmSync(reports, { recursive: true, force: true })
  }
  const { passed, failures } = totals
  for (const { name, error } of failures) process.stdout.write(`\n✗ ${name}\n${firstLines(error)}`)
  process.stdout.write(`\n${passed} passed, ${failures.length} failed\n`)
  return failures.length === 0 && passed > 0 ? 0 : 1
}

const lintChecks = [
  ['Biome', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings']],
  ['TypeScript', 'typescript/bin/tsc', ['--noEmit']],
  ['Dead code (knip)', 'knip/bin/knip.js', ['--no-progress']],
]

async function lint(root, [name, program, args]) {
  heading(name)
  const code = await run(root, [path.join(root, 'node_modules', program), ...args])
  return single(name, code)
}

async function unit(root, reports, files) {
  heading('Unit and integration tests (Vitest)')
  const report = path.join(reports, 'unit.json')
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...files]
  const code = await run(root, [vitest, ...args])
  const { numPassedTests: passed = 0, testResults = [] } = readReport(report)
  const failures = testResults.flatMap(file => {
    const name = path.relative(root, file.name)
    const failed = file.assertionResults.filter(test => test.status === 'failed')
    if (file.status === 'failed' && failed.length === 0) return [{ name, error: file.message }]
    return failed.map(test => ({
      name: `${name} › ${test.fullName}`,
      error: test.failureMessages.join('\n'),
    }))
  })
  return { passed, failures: orUnnamed(failures, 'Vitest', code) }
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
  const { stats, suites = [] } = readReport(report)
  const { expected = 0, flaky = 0 } = stats ?? {}
  return { passed: expected + flaky, failures: orUnnamed(suites.flatMap(failedSpecs), 'Playwright', code) }
}

function failedSpecs({ specs = [], suites = [] }) {
  const failed = specs.flatMap(spec =>
    spec.tests
      .filter(test => test.status === 'unexpected')
      .map(test => ({
        name: `[${test.projectName}] ${spec.file}:${spec.line} › ${spec.title}`,
        error: test.results.flatMap(result => result.errors.map(error => error.message)).join('\n'),
      })),
  )
  return [...failed, ...suites.flatMap(failedSpecs)]
}

// What fails outside any test (a set-up, an unhandled rejection) has no name, and must still count.
function orUnnamed(failures, runner, code) {
  if (code === 0 || failures.length > 0) return failures
  return [{ name: runner, error: `It ended with code ${code}, though no test failed; see above.` }]
}

// The short form of `npm run chaos`, on the build that the stories have used. Each time with another seed, printed.
async function chaos(root) {
  heading('Chaos: five kills in sixty steps')
  const code = await run(root, [path.join(root, 'scripts', 'chaos.mjs'), '--kills', '5', '--steps', '60'])
  return single('Chaos', code)
}

function single(name, code) {
  return code === 0 ? { passed: 1, failures: [] } : { passed: 0, failures: [{ name, error: 'See above.' }] }
}

function firstLines(error) {
  const lines = error.trim().split('\n')
  const shown = lines.slice(0, 12).map(line => `  ${line}\n`)
  return shown.join('') + (lines.length > shown.length ? '  …\n' : '')
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
