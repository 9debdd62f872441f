/** Parses what a sandbox process says. A process that was broken into may say anything. */
import { z } from 'zod'
import type { ChildMessage } from './protocol'

const bytes = z.instanceof(Uint8Array)
const path = z.string().max(4096)

const change = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('removed'), path }),
  z.object({ kind: z.literal('moved'), path, hash: z.string() }),
  z.object({ kind: z.literal('written'), path, bytes }),
])

const childMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('need'), hash: z.string() }),
  z.object({ type: z.literal('output'), text: z.string() }),
  z.object({
    type: z.literal('call'),
    id: z.int().nonnegative(),
    name: z.string().max(200),
    words: z.array(z.string()).max(1_000),
    piped: z.string(),
  }),
  z.object({
    type: z.literal('done'),
    exitCode: z.int(),
    stdout: z.string(),
    stderr: z.string(),
    endedBy: z.enum(['deadline', 'memory', 'output', 'disk', 'stopped']).nullable(),
    changes: z.array(change),
  }),
])

/** Null for anything that is no message of the protocol. */
export function parseChildMessage(raw: unknown): ChildMessage | null {
  return childMessage.safeParse(raw).data ?? null
}
