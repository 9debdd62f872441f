// What runs outside Next.js, each bundled into one file of build/ that plain Node starts; packages stay outside.
import fs from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'

const root = path.join(import.meta.dirname, '..')

export const entries = {
  launcher: 'lib/launcher/main.ts',
  web: 'lib/launcher/web.ts',
  worker: 'lib/launcher/worker.ts',
  'sandbox-child': 'lib/engine/sandbox/child.ts',
  'extract-worker': 'lib/web/extract-worker.ts',
  cli: 'lib/cli/main.ts',
}

/** Bundles the named entries into build/<name>.mjs. @param {Record<string, string>} [chosen] */
export async function bundle(chosen = entries) {
  const present = Object.entries(chosen).filter(([, source]) => fs.existsSync(path.join(root, source)))
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(present),
    outdir: 'build',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    packages: 'external',
    // Only bundlers of browser code know what to do with it; here everything is the server.
    alias: { 'server-only': path.join(root, 'node_modules', 'server-only', 'empty.js') },
    logLevel: 'warning',
  })
}

if (import.meta.main) await bundle()
