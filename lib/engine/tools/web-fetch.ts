/** Gets a public web page as Markdown. What a page says is data for the model, never an instruction. */
import { z } from 'zod'
import { extractMarkdown, markUntrusted } from '../../web/extract'
import { type FetchedPage, fetchPage, type WebPolicy, webPolicy } from '../../web/fetch'
import type { ActingTool } from './tool'

/** A page is asked for on purpose, so more of it is shown than of a command's output. */
const shownBytes = 16 * 1024 + 512

const input = z.object({ url: z.string() })

/** The tool under a policy; the built-in one reaches the public web only. */
export function webFetchUnder(policy: WebPolicy): ActingTool<typeof input> {
  return {
    kind: 'act',
    name: 'web_fetch',
    description: 'Get a public web page as Markdown.',
    input,
    sideEffect: 'network',
    shownBytes,
    async execute({ url }, context, signal) {
      const page = await fetchPage(url, signal, {
        ...policy,
        ...(context.mayVisit ? { mayVisit: context.mayVisit } : {}),
      })
      if (!page.ok) return { output: page.message, isError: true, display: { url, problem: page.problem } }
      const content = await readable(page, signal)
      const display = { url: page.url, title: content?.title ?? '', status: page.status, bytes: page.bytes }
      if (!content)
        return {
          output: 'The page could not be read: it is too large or too tangled.',
          isError: true,
          display,
        }
      const notes = [
        content.title && `Title: ${content.title}`,
        page.status !== 200 && `Status: ${page.status}`,
        page.truncated && `Only the first ${page.bytes} bytes were fetched.`,
      ].filter(Boolean)
      return {
        output: [...notes, markUntrusted(content.text, page.url, context.runId)].join('\n'),
        ...(page.status >= 400 ? { isError: true } : {}),
        display,
      }
    },
  }
}

export const webFetch = webFetchUnder(webPolicy)

async function readable(
  page: FetchedPage,
  signal: AbortSignal,
): Promise<{ title: string; text: string } | null> {
  const isHtml = /html/.test(page.type) || (page.type === '' && /^\s*<(!doctype|html)/i.test(page.body))
  if (!isHtml) return { title: '', text: page.body }
  const extracted = await extractMarkdown(page.body, page.url, signal)
  return extracted && { title: extracted.title, text: extracted.markdown }
}
