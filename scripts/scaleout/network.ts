/** Hosts on one machine: network namespaces with addresses of their own, on one bridge. Linux, and root. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import net from 'node:net'

const prefix = 'reefx'
const subnet = '10.77.0'

/** Address of this process, which plays the world outside: model, object store, load balancer. */
export const outside = `${subnet}.1`

export interface Host {
  name: string
  address: string
  /** Starts a program on this host. */
  run(command: string[], options: { env: NodeJS.ProcessEnv; cwd: string; log: number }): ChildProcess
  /** Cuts the cable, or plugs it in again: nothing says goodbye. */
  cable(state: 'up' | 'down'): void
}

/** Why hosts cannot be made here; null when they can. */
export function reasonAgainst(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are a thing of Linux'
  if (process.getuid?.() !== 0) return 'network namespaces need root'
  if (spawnSync('ip', ['-V']).status !== 0) return 'the command "ip" (iproute2) is not there'
  if (spawnSync('setpriv', ['--version']).status !== 0)
    return 'the command "setpriv" (util-linux) is not there'
  const tried = spawnSync('ip', ['netns', 'add', `${prefix}try`])
  if (tried.status !== 0) return 'this container may not make network namespaces'
  ip('netns', 'del', `${prefix}try`)
  return null
}

/** Makes the bridge and the hosts, the first at .11; what a run before has left is removed. */
export function makeHosts(names: readonly string[]): Host[] {
  removeHosts()
  ip('link', 'add', `${prefix}0`, 'type', 'bridge')
  ip('addr', 'add', `${outside}/24`, 'dev', `${prefix}0`)
  ip('link', 'set', `${prefix}0`, 'up')
  return names.map((name, index) => makeHost(name, index + 11))
}

function makeHost(name: string, number: number): Host {
  const space = `${prefix}-${name}`
  const [near, far] = [`${prefix}${number}a`, `${prefix}${number}b`]
  const address = `${subnet}.${number}`
  ip('netns', 'add', space)
  ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far)
  ip('link', 'set', far, 'netns', space)
  ip('link', 'set', near, 'master', `${prefix}0`, 'up')
  ip('-n', space, 'addr', 'add', `${address}/24`, 'dev', far)
  ip('-n', space, 'link', 'set', far, 'up')
  ip('-n', space, 'link', 'set', 'lo', 'up')
  return {
    name,
    address,
    run: ([program = '', ...args], { env, cwd, log }) =>
      spawn('ip', ['netns', 'exec', space, program, ...args], { env, cwd, stdio: ['ignore', log, log] }),
    cable: state => ip('link', 'set', near, state),
  }
}

/** Removes every host and the bridge. Deleting a namespace deletes its half of the cable, and so the cable. */
export function removeHosts(): void {
  const known = spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' }).stdout ?? ''
  for (const [space] of known.matchAll(new RegExp(`^${prefix}\\S*`, 'gm'))) ip('netns', 'del', space)
  spawnSync('ip', ['link', 'del', `${prefix}0`], { stdio: 'ignore' })
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] })
}

/** Passes connections to `outside:port` on to a server of this machine's loopback. */
export async function forward(port: number, to: number): Promise<net.Server> {
  const server = net.createServer(inner => {
    const outer = net.connect(to, '127.0.0.1')
    for (const [one, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      one.on('error', () => other.destroy())
      one.pipe(other)
    }
  })
  await new Promise<void>(done => server.listen(port, outside, done))
  return server
}
