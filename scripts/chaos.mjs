// `npm run chaos`: kills a Reef at work at random points and checks that nothing is lost and nothing is done twice.
// `npm run chaos -- --kills 5 --steps 60 --seed 7`
import path from 'node:path'
import { bootstrap, root } from './bootstrap.mjs'

await bootstrap({ entry: import.meta.filename, development: true })
const { ensureBuilt } = await import('./build.mjs')
await ensureBuilt()
const { bundle } = await import('./bundle.mjs')
await bundle({ chaos: 'scripts/chaos/main.ts' })
const { runChaos } = await import(path.join(root, 'build', 'chaos.mjs'))
process.exit(await runChaos(root, process.argv.slice(2)))
