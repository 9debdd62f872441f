/** What `npm start` puts on the disk: the project copied to an empty folder and installed as there. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Measurement } from './figures'
import { digits } from './statistics'

export async function measureInstalled(root: string): Promise<Measurement[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reef-installed-'))
  try {
    for (const name of ['package.json', 'package-lock.json', 'scripts'])
      fs.cpSync(path.join(root, name), path.join(folder, name), { recursive: true })
    const bootstrap = `import('./scripts/bootstrap.mjs').then(({ bootstrap }) => bootstrap({ entry: '' }))`
    const result = spawnSync(process.execPath, ['-e', bootstrap], { cwd: folder, encoding: 'utf8' })
    if (result.status !== 0) throw new Error(result.stderr)
    const modules = path.join(folder, 'node_modules')
    const bytes = diskUsage(modules)
    return [{ figure: 'installed', value: bytes / 1e6, detail: `largest: ${largest(modules).join(', ')}` }]
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** Bytes that a folder takes on the disk: whole blocks, as `du` counts them. */
function diskUsage(folder: string): number {
  let bytes = 0
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const stat = fs.lstatSync(path.join(entry.parentPath, entry.name))
    bytes += stat.blocks * 512
  }
  return bytes
}

function largest(modules: string): string[] {
  const packages = fs
    .readdirSync(modules)
    .flatMap(name =>
      name.startsWith('@') ? fs.readdirSync(path.join(modules, name)).map(inner => `${name}/${inner}`) : name,
    )
  return packages
    .filter(name => fs.statSync(path.join(modules, name)).isDirectory())
    .map(name => ({ name, bytes: diskUsage(path.join(modules, name)) }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 8)
    .map(({ name, bytes }) => `${name} ${digits(bytes / 1e6)}`)
}
