// `npm run bench`: measures a real Reef and prints one table; `npm run bench -- <part> …` measures only those parts.
import path from 'node:path'
import { bootstrap, root } from './bootstrap.mjs'

await bootstrap({ entry: import.meta.filename, development: true })
const { ensureBuilt } = await import('./build.mjs')
await ensureBuilt()
const { bundle } = await import('./bundle.mjs')
await bundle({ bench: 'scripts/bench/main.ts' })
const { runBench } = await import(path.join(root, 'build', 'bench.mjs'))
process.exit(await runBench(root, process.argv.slice(2)))
