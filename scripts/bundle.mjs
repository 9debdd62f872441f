// Bundles the entries that run outside Next.js into build/: the sandbox child, the worker and others.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')

/** Output name in build/ to the source it is made from. An entry whose source does not exist yet is left out. */
export const entries = {
  'sandbox-child': 'lib/engine/sandbox/child.ts',
  'extract-worker': 'lib/web/extract-worker.ts',
  worker: 'lib/engine/worker.ts',
}

/**
 * Writes `<folder>/<name>.mjs` with a source map for each entry, for Node 24. Packages stay outside the bundle and
 * are found in node_modules, so the folder must lie inside the project. Returns the files written.
 */
export async function bundle(chosen = entries, folder = join(root, 'build')) {
  const present = Object.entries(chosen).filter(([, source]) => existsSync(join(root, source)))
  if (present.length === 0) return []
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(present.map(([name, source]) => [name, join(root, source)])),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node24',
    sourcemap: true,
    alias: { '@': root },
    logLevel: 'warning',
  })
  return present.map(([name]) => join(folder, `${name}.mjs`))
}

if (process.argv[1] === import.meta.filename) {
  for (const file of await bundle()) console.log(file)
}
