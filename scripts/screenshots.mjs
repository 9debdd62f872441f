// Takes the pictures of docs/screenshots from a real run: `node scripts/screenshots.mjs`.
import { bootstrap, root } from './bootstrap.mjs'

await bootstrap({ entry: import.meta.filename, development: true })
process.env.REEF_SCREENSHOTS = '1'
const { runChecks } = await import('./checks.mjs')
process.exitCode = await runChecks({
  root,
  part: 'e2e',
  files: ['e2e/screenshots', '--project=desktop'],
})
