// The configuration as the build wrote it down, so that starting needs no compiler for next.config.ts.
import fs from 'node:fs'
import path from 'node:path'

/**
 * Names it in the variable that Next.js reads (its own standalone server does the same). Reading the TypeScript file
 * instead would load the compiler into the web process: 25 MB and 40 ms for nothing.
 */
export function applyBuiltConfig(root: string): void {
  const file = path.join(root, '.next', 'required-server-files.json')
  const { config } = JSON.parse(fs.readFileSync(file, 'utf8')) as { config: object }
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(config)
}
