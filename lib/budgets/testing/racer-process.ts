/** A process of the race: several workers, all of which die with it when one breaks off hard. */
import { openDatabase } from '../../db/client'
import { raceOn, seeded } from './racer'

const [url = '', seed = '0', calls = '0', deadly = '0', ...runIds] = process.argv.slice(2)
const db = openDatabase(url, 4)
let moments = 0

await Promise.all(
  runIds.map((runId, index) =>
    raceOn({
      db,
      runId,
      calls: Number(calls),
      random: seeded(Number(seed) + index),
      at() {
        moments += 1
        if (moments === Number(deadly)) process.kill(process.pid, 'SIGKILL')
      },
    }),
  ),
)
await db.$disconnect()
