// `npm run -s reef -- <command>`: the command line of an installation.
import path from 'node:path'
import { bootstrap, root } from './bootstrap.mjs'

await bootstrap({ entry: import.meta.filename })
const { ensureBuilt } = await import('./build.mjs')
await ensureBuilt()
await import(path.join(root, 'build', 'cli.mjs'))
