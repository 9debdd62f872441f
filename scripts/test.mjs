// `npm test`: installs what is needed, then runs every check in turn and ends with one line of totals.
// `node scripts/test.mjs lint|unit|e2e|chaos [files]` runs a part.
import { bootstrap, fail, root } from './bootstrap.mjs'

await bootstrap({ entry: import.meta.filename, development: true })
const { runChecks } = await import('./checks.mjs')
const [part, ...files] = process.argv.slice(2)
if (part && !['lint', 'unit', 'e2e', 'chaos'].includes(part))
  fail(`Unknown part "${part}": lint, unit, e2e or chaos.`)
process.exitCode = await runChecks({ root, part, files })
