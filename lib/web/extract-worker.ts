/** Thread that turns one HTML page into Markdown. It is thrown away afterwards, or killed when it takes too long. */
import { parentPort, workerData } from 'node:worker_threads'
import { Defuddle } from 'defuddle/node'
import { parseHTML } from 'linkedom'

const { html, url } = workerData as { html: string; url: string }

// Reading a page must not call any other: some extractors would ask the site's API.
Reflect.deleteProperty(globalThis, 'fetch')

// A fragment has no root to read from.
const whole = /<html[\s>]/i.test(html) ? html : `<!doctype html><html><body>${html}</body></html>`
const { document } = parseHTML(whole)
const page = await Defuddle(document as unknown as Document, url, { markdown: true, useAsync: false })
parentPort?.postMessage({ title: page.title ?? '', markdown: page.contentMarkdown ?? page.content ?? '' })
