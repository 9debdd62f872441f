// Ends processes when this one is gone, however it ended: a shell of 200 kB holds the other end of a pipe.
import { spawn } from 'node:child_process'

/** One process to end; `signal` asks it to, and what is still there three seconds later is killed. */
export type Ward = { pid: number; signal: 'TERM' | 'INT' }

export type Guard = {
  /** Replaces the list of processes to end. Those that ended by themselves must be taken off it. */
  watch(wards: Ward[]): void
  /** Lets the guard go without ending anything. */
  dismiss(): void
}

// A pipe whose writer is killed reads as ended. "bye" means that the writer took leave and needs nothing.
const script = `
wards=
while read -r line; do
  if [ "$line" = bye ]; then exit 0; fi
  wards=$line
done
for ward in $wards; do kill -s "\${ward%%:*}" "\${ward##*:}" 2>/dev/null; done
for wait in 1 2 3; do
  sleep 1
  alive=
  for ward in $wards; do kill -0 "\${ward##*:}" 2>/dev/null && alive=1; done
  [ -n "$alive" ] || exit 0
done
for ward in $wards; do kill -s KILL "\${ward##*:}" 2>/dev/null; done
`

/** Starts a guard in a session of its own, so that Ctrl-C in the terminal does not reach it. */
export function startGuard(): Guard {
  const shell = spawn('/bin/sh', ['-c', script], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  })
  shell.unref()
  // The guard may be gone when the whole session is being ended; there is nobody to tell.
  shell.stdin.on('error', () => {})
  return {
    watch: wards => void shell.stdin.write(`${wards.map(ward => `${ward.signal}:${ward.pid}`).join(' ')}\n`),
    dismiss: () => void shell.stdin.end('bye\n'),
  }
}
