// The one-time link with which the first person becomes the owner: printed at every start until it is claimed.
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

const linkFile = (home: string) => path.join(home, 'setup-link')

/**
 * A fresh link, also kept in the 0600 file `setup-link`. The token is made by a short-lived process, so that the
 * launcher never loads what accounts need. It stands in the fragment, which reaches no log and no Referer.
 */
export async function makeSetUpLink(
  address: string,
  home: string,
  root: string,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const cli = path.join(root, 'build', 'cli.mjs')
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'setup-token'], {
    cwd: root,
    env: environment,
  })
  const link = `${address}/setup#${stdout.trim()}`
  fs.writeFileSync(linkFile(home), `${link}\n`, { mode: 0o600 })
  return link
}

/** Once a person owns the installation there is nothing to set up. */
export function removeSetUpLink(home: string): void {
  fs.rmSync(linkFile(home), { force: true })
}
