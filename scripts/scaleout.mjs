// `npm run scaleout`: Reef on several hosts (network namespaces), against one ordinary Postgres and an object store.
import path from 'node:path'
import { bootstrap, root } from './bootstrap.mjs'

await bootstrap({ entry: import.meta.filename, development: true })
const { ensureBuilt } = await import('./build.mjs')
await ensureBuilt()
const { bundle } = await import('./bundle.mjs')
await bundle({ scaleout: 'scripts/scaleout/main.ts' })
const { runScaleout } = await import(path.join(root, 'build', 'scaleout.mjs'))
process.exit(await runScaleout(root))
