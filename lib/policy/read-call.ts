/** Reads from a call's arguments what it does, for the policy: commands, real paths, hosts. */
import { posix } from 'node:path'
import { isServerTool } from '../runs/server-tool-names'
import type { Json } from '../shared/json'
import { readScript } from './read-command'
import type { CallFacts } from './rules'

const workFolder = '/workspace'

/** `finalUrl`: where a redirect has led, beside the address that was asked for. */
export async function readCall(tool: string, input: Json, finalUrl?: string): Promise<CallFacts> {
  const none: CallFacts = { tool, commands: [], paths: [], hosts: [], hidden: false }
  const command = field(input, 'command')
  if (tool === 'bash') return command === undefined ? { ...none, hidden: true } : await readBash(command)
  // A path in the arguments of a server's tool is not one of the run's files.
  const path = isServerTool(tool) ? undefined : field(input, 'path')
  const urls = [field(input, 'url'), finalUrl].filter(url => url !== undefined)
  const hosts = urls.map(hostOf)
  return {
    ...none,
    paths: path === undefined ? [] : [realPath(path)],
    hosts: hosts.filter(host => host !== null),
    hidden: !isServerTool(tool) && hosts.includes(null),
  }
}

async function readBash(command: string): Promise<CallFacts> {
  const { commands, words, hidden } = await readScript(command)
  const moves = commands.some(([name]) => name === 'cd' || name === 'pushd')
  const paths = words.filter(word => word !== null && word !== '').map(word => realPath(word ?? ''))
  // After `cd`, and where a word is not known, a file may be any.
  const anywhere = moves || words.includes(null) ? [] : paths
  return {
    tool: 'bash',
    commands,
    paths: [...new Set(anywhere)],
    hosts: [],
    hidden,
    ...(moves || words.includes(null) ? { pathsHidden: true } : {}),
  }
}

/** Without `.`, `..` and doubled slashes; relative to the work folder where it lies below it. The tree has no links. */
export function realPath(written: string): string {
  const absolute = posix.resolve(workFolder, written.normalize('NFC'))
  if (absolute === workFolder) return '.'
  return absolute.startsWith(`${workFolder}/`) ? absolute.slice(workFolder.length + 1) : absolute
}

function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname.toLowerCase().replace(/\.$/, '') : null
}

function field(input: Json, name: string): string | undefined {
  const value = input !== null && typeof input === 'object' && !Array.isArray(input) ? input[name] : undefined
  return typeof value === 'string' ? value : undefined
}
