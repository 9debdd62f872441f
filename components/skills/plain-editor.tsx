'use client'

import { type CSSProperties, type Ref, useState } from 'react'
import type { PlainHands } from './use-code-editor'

interface PlainEditorProps {
  label: string
  initial: string
  isReadOnly: boolean
  /** The box that scrolls. */
  box: Ref<HTMLDivElement>
  field: Ref<HTMLTextAreaElement>
  onChange: (text: string) => void
  hands: PlainHands
}

/**
 * The text before its editor has come: it looks the same to the pixel (the theme in code-editor.tsx has the same
 * measures), can be edited, and costs no script. Below the text its lines stand once more, unseen, each as high as it
 * is when wrapped, with its number beside it.
 */
export function PlainEditor(props: PlainEditorProps) {
  const { label, initial, isReadOnly, box, field, onChange, hands } = props
  const [first] = useState(initial)
  const [text, setText] = useState(initial)
  const lines = text.split(/\r\n?|\n/)
  return (
    <div ref={box} className="flex min-h-0 flex-1 flex-col overflow-auto">
      <div
        className="relative flex shrink-0 grow flex-col py-3 font-mono text-body [tab-size:4]"
        style={numbersOf(lines.length)}
      >
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
          <div key={index} aria-hidden data-line={index + 1} className="flex select-none">
            <span className="w-(--numbers) shrink-0 pr-[3px] text-right text-faint">{index + 1}</span>
            <span className="invisible min-w-0 flex-1 whitespace-break-spaces wrap-anywhere pr-4 pl-2">
              {line}
            </span>
          </div>
        ))}
        <textarea
          ref={field}
          aria-label={label}
          readOnly={isReadOnly}
          defaultValue={first}
          spellCheck
          autoCapitalize="off"
          autoCorrect="off"
          translate="no"
          {...hands}
          onChange={({ target: { value } }) => {
            setText(value)
            onChange(value)
          }}
          className="absolute inset-0 size-full resize-none overflow-hidden whitespace-break-spaces wrap-anywhere bg-transparent py-3 pr-4 pl-[calc(var(--numbers)+8px)] outline-none"
        />
      </div>
    </div>
  )
}

/** As wide as the last number, and at least as two digits are. */
function numbersOf(lines: number): CSSProperties {
  const width = `calc(max(20px, ${String(lines).length}ch + 8px) + 8px)`
  return { '--numbers': width } as CSSProperties
}
