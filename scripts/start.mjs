// `npm start`: installs, builds and starts Reef, whatever of that is still to do.
import path from 'node:path'
import { bootstrap, root } from './bootstrap.mjs'
import { onStarterGone } from './starter.mjs'

process.env.REEF_STARTED_AT ??= String(Date.now())
await bootstrap({ entry: import.meta.filename })
const { ensureBuilt } = await import('./build.mjs')
await ensureBuilt()
onStarterGone(() => process.kill(process.pid, 'SIGTERM'))
const { launch } = await import(path.join(root, 'build', 'launcher.mjs'))
process.exit(await launch(root))
