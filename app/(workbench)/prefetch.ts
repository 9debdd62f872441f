import { type DehydratedState, dehydrate, QueryClient, type QueryKey } from '@tanstack/react-query'

/** A page waits this long for its answers; what takes longer (a provider that sleeps) comes by the browser's request. */
const patienceMs = 300

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

/**
 * The first answers to a page's queries, to travel with the page: the browser draws it without a round trip. What could
 * not be read is left to the browser, which asks again and says what is wrong.
 */
export async function prefetch(answers: readonly Promise<Answer>[]): Promise<DehydratedState> {
  const client = new QueryClient()
  const late = new Promise<null>(resolve => setTimeout(() => resolve(null), patienceMs))
  for (const result of await Promise.allSettled(answers.map(each => Promise.race([each, late]))))
    if (result.status === 'fulfilled' && result.value)
      client.setQueryData(result.value.key, result.value.data)
  return dehydrate(client)
}
