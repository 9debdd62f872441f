'use client'

import { useEffect } from 'react'
import { Skeleton } from '../ui/skeleton'
import type { CodeEditorProps } from './code-editor'
import { PlainEditor } from './plain-editor'
import { useCodeEditor } from './use-code-editor'

/** Longer texts wait for the editor, which draws only what is in view. */
const longText = 200_000

/** The text at once; its editor, which is far larger than the page, when somebody begins to work with the text. */
export function LazyEditor(props: CodeEditorProps) {
  const { initial, goTo } = props
  const isLong = initial.length > longText
  const { shown, load, box, field, hands } = useCodeEditor()
  useEffect(() => {
    if (goTo || isLong) load()
  }, [goTo, isLong, load])
  if (shown) return <shown.Editor {...props} start={shown.start} />
  if (isLong) return <Loading />
  return <PlainEditor {...props} box={box} field={field} hands={hands} />
}

function Loading() {
  return (
    <div role="status" aria-label="Loading the editor" className="flex flex-col gap-3 p-5">
      {['w-2/5', 'w-4/5', 'w-3/5', 'w-1/3', 'w-2/3'].map(width => (
        <Skeleton key={width} className={`h-3 ${width}`} />
      ))}
    </div>
  )
}
