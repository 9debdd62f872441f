'use client'

import { type ComponentProps, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type CodeEditor from './code-editor'
import { type EditorStart, readStart } from './editor-start'

interface ShownEditor {
  Editor: typeof CodeEditor
  /** Where the plain text was left; null where there was none. */
  start: EditorStart | null
}

/** Once it has been fetched it shows every text. */
let fetched: typeof CodeEditor | null = null

/** Fetches the editor when it is wanted, and puts it in the place of the plain field while nothing is held there. */
export function useCodeEditor() {
  const [shown, setShown] = useState<ShownEditor | null>(() => fetched && { Editor: fetched, start: null })
  const box = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const isWanted = useRef(false)
  const isHeld = useRef(false)
  const show = useCallback(() => {
    const Editor = fetched
    if (!Editor || !isWanted.current || isHeld.current) return
    isWanted.current = false
    const start = field.current && box.current ? readStart(field.current, box.current) : null
    // In one go: nothing can be typed between the reading and the editor.
    flushSync(() => setShown({ Editor, start }))
  }, [])
  const load = useCallback(async () => {
    isWanted.current = true
    // Without a connection the plain field goes on being edited; the next focus tries again.
    fetched ??= await import('./code-editor').then(
      module => module.default,
      () => null,
    )
    show()
  }, [show])
  const hands = useHands(isHeld, load, show)
  return { shown, load, box, field, hands }
}

/** A selection that is being drawn and a letter that is being composed would be lost with their field. */
function useHands(isHeld: { current: boolean }, load: () => void, show: () => void) {
  const release = useCallback(() => {
    // After the browser has done its part of the same event.
    setTimeout(() => {
      isHeld.current = false
      show()
    })
  }, [isHeld, show])
  useEffect(() => {
    window.addEventListener('pointerup', release)
    window.addEventListener('pointercancel', release)
    return () => {
      window.removeEventListener('pointerup', release)
      window.removeEventListener('pointercancel', release)
    }
  }, [release])
  return useMemo((): PlainHands => {
    const hold = () => {
      isHeld.current = true
    }
    return {
      onFocus: load,
      onPointerDown: event => {
        if (event.button === 0) hold()
      },
      onCompositionStart: hold,
      onCompositionEnd: release,
    }
  }, [isHeld, load, release])
}

export type PlainHands = Pick<
  ComponentProps<'textarea'>,
  'onFocus' | 'onPointerDown' | 'onCompositionStart' | 'onCompositionEnd'
>
