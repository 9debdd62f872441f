'use client'

import dynamic from 'next/dynamic'

const SafeMarkdown = dynamic(() => import('./safe-markdown').then(module => module.SafeMarkdown), {
  ssr: false,
})

interface MarkdownProps {
  text: string
  /** The text is still being written. */
  live?: boolean
}

/** Text of a model or of a file as a page. Loaded when the first one is shown. */
export function Markdown({ text, live = false }: MarkdownProps) {
  return (
    <div className="prose">
      <SafeMarkdown text={text} live={live} />
    </div>
  )
}
