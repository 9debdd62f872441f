// A real Chromium for the end-to-end tests: the one on the PATH, else Playwright's, else Debian's when root.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fail, root } from './bootstrap.mjs'

// The one without windows first: it does the same for less.
const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
]
const macApplications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Returns the path of a Chromium that starts, fetching one when there is none. Ends the process when that fails. */
export async function findChromium() {
  const given = process.env.REEF_CHROMIUM
  if (given) return given
  return (
    onPath() ??
    (await fromPlaywright()) ??
    fromDebian() ??
    fail(
      'No Chromium found and none could be fetched: install Chromium or Chrome, or set REEF_CHROMIUM to its path.',
    )
  )
}

function onPath() {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const places = [
    ...folders.flatMap(folder => names.map(name => path.join(folder, name))),
    ...macApplications,
  ]
  return places.find(place => fs.existsSync(place) && works(place)) ?? null
}

async function fromPlaywright() {
  const { chromium } = await import('@playwright/test')
  if (fs.existsSync(chromium.executablePath()) && works(chromium.executablePath()))
    return chromium.executablePath()
  process.stderr.write('Fetching Chromium with Playwright…\n')
  const cli = path.join(root, 'node_modules', '@playwright', 'test', 'cli.js')
  const withSystemPackages = process.getuid?.() === 0 ? ['--with-deps'] : []
  spawnSync(process.execPath, [cli, 'install', ...withSystemPackages, 'chromium'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  return works(chromium.executablePath()) ? chromium.executablePath() : null
}

function fromDebian() {
  if (process.getuid?.() !== 0 || !fs.existsSync('/etc/debian_version')) return null
  process.stderr.write('Installing Chromium from Debian…\n')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', 'chromium-headless-shell'],
  ]) {
    spawnSync('apt-get', args, { env, stdio: ['ignore', 2, 2] })
  }
  return onPath()
}

function works(program) {
  return spawnSync(program, ['--version'], { timeout: 20_000, stdio: 'ignore' }).status === 0
}
