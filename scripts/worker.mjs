// `npm run worker`: one more worker on the database of a Reef that runs elsewhere.
import path from 'node:path'
import { bootstrap, fail, root } from './bootstrap.mjs'
import { onStarterGone } from './starter.mjs'

await bootstrap({ entry: import.meta.filename })
if (!process.env.DATABASE_URL)
  fail('DATABASE_URL is not set: a worker needs the database of the Reef that it works for.')
const { ensureBuilt } = await import('./build.mjs')
await ensureBuilt()
const { launchWorker } = await import(path.join(root, 'build', 'launcher.mjs'))
const problem = await launchWorker(root)
if (problem) fail(problem)
onStarterGone(() => process.kill(process.pid, 'SIGTERM'))
await import(path.join(root, 'build', 'worker.mjs'))
