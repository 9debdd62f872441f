/** A check that asks a public web address, under the same guard as the agent's own fetches. */
import type { Check } from '../../checks/schema'
import { fetchPage, type WebPolicy, webPolicy } from '../../web/fetch'
import type { Verdict } from './verdict'

const shown = 400

export async function checkHttp(
  { url, status, contains }: Extract<Check, { type: 'http' }>,
  signal: AbortSignal,
  policy: WebPolicy = webPolicy,
): Promise<Verdict> {
  const page = await fetchPage(url, signal, policy)
  if (!page.ok) return { passed: false, output: `${url}: ${page.message}` }
  const seen = `${page.url} answered ${page.status}`
  if (page.status !== status)
    return { passed: false, output: `${seen}, and should answer ${status}.\n${page.body.slice(0, shown)}` }
  if (contains === undefined || page.body.includes(contains)) return { passed: true, output: `${seen}.` }
  return {
    passed: false,
    output: `${seen}, but the answer does not contain "${contains}".\n${page.body.slice(0, shown)}`,
  }
}
