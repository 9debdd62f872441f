// `npm run -s reef -- <command>`: the command line of an installation.
import fs from 'node:fs'
import path from 'node:path'
import { bootstrap, root } from './bootstrap.mjs'

await bootstrap({ entry: import.meta.filename })
const program = path.join(root, 'build', 'cli.mjs')
if (!fs.existsSync(program)) {
  // What is built stays as it is, because a Reef may be running from it.
  const { ensureBuilt } = await import('./build.mjs')
  await ensureBuilt()
}
process.chdir(root)
await import(program)
