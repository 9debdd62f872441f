import { type DehydratedState, dehydrate, QueryClient, type QueryKey } from '@tanstack/react-query'
import { preload } from 'react-dom'
import type { Actor } from '../../lib/accounts/actor'
import { apiBase } from '../../lib/http/client'
import { readPageState } from '../../lib/runs/read-page-state'
import type { RunSummary } from '../../lib/runs/schema'
import { runStateKey, runStatePath } from '../../lib/runs/state-query'

interface Answer {
  key: QueryKey
  /** Undefined leaves the question to the browser. */
  data: unknown
}

/** What a query would be answered, in the shape that the API gives it: `data` went through the same schema. */
export async function answer<Data>(
  { queryKey }: { queryKey: QueryKey },
  schema: { parse(data: unknown): Data },
  data: Promise<unknown>,
): Promise<Answer> {
  return { key: queryKey, data: schema.parse(await data) }
}

/** The folded state of a run, if there is one. What the page cannot carry is asked for beside it, at once. */
export async function runAnswer(actor: Actor, run: Promise<RunSummary | null | undefined>): Promise<Answer> {
  const found = await run
  if (!found) return { key: runStateKey(''), data: undefined }
  const data = await readPageState(actor, found)
  if (!data) preload(apiBase + runStatePath(found.id), { as: 'fetch', crossOrigin: 'anonymous' })
  return { key: runStateKey(found.id), data }
}

/** The same promise, but refused after a quarter of a second: a page does not wait for other hosts. */
export function soon<Data>(data: Promise<Data>): Promise<Data> {
  const late = new Promise<never>((_, refuse) => setTimeout(() => refuse(new Error('Not soon enough.')), 250))
  return Promise.race([data, late])
}

/**
 * The first answers to a page's queries, to travel with the page: the browser draws it without a round trip. What could
 * not be read is left to the browser, which asks again and says what is wrong. Each answer is one string on the way: the
 * state of a long run as a tree would be walked three times before it is drawn. `createClient` in providers.tsx reads it.
 */
export async function prefetch(answers: readonly Promise<Answer>[]): Promise<DehydratedState> {
  const client = new QueryClient()
  for (const result of await Promise.allSettled(answers))
    if (result.status === 'fulfilled') client.setQueryData(result.value.key, result.value.data)
  return dehydrate(client, { serializeData: JSON.stringify })
}
