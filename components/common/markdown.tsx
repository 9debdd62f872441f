'use client'

import { lazy, Suspense } from 'react'
import { useInBrowser } from './use-now'

const SafeMarkdown = lazy(() => import('./safe-markdown').then(module => ({ default: module.SafeMarkdown })))

interface MarkdownProps {
  text: string
}

/** Text of a model or of a file as a page. Until the renderer is loaded the words stand there as they are. */
export function Markdown({ text }: MarkdownProps) {
  const inBrowser = useInBrowser()
  const plain = <p className="whitespace-pre-wrap">{text}</p>
  if (isPlain(text)) return <div className="prose">{plain}</div>
  return (
    <div className="prose">
      {inBrowser ? (
        <Suspense fallback={plain}>
          <SafeMarkdown text={text} />
        </Suspense>
      ) : (
        plain
      )}
    </div>
  )
}

/** One paragraph of letters and common signs: nothing in it could be Markdown, so the renderer is not needed for it. */
function isPlain(text: string): boolean {
  return /^\p{L}[\p{L}\p{N} ,.;?’'"()%$€-]*$/u.test(text) && !/www\.|https?:/i.test(text)
}
