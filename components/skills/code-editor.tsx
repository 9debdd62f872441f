'use client'

import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { markdown } from '@codemirror/lang-markdown'
import { defaultHighlightStyle, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorState, type Extension } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  type EditorViewConfig,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useLayoutEffect, useRef } from 'react'
import type { EditorStart } from './editor-start'

export interface CodeEditorProps {
  label: string
  /** The text it starts with; give another `key` for another file. */
  initial: string
  isReadOnly: boolean
  isMarkdown: boolean
  onChange: (text: string) => void
  /** Puts the cursor on this line (from 1) when the object changes. */
  goTo?: { line: number } | null
  /** Where a plain field was left, which the editor now stands in the place of. */
  start?: EditorStart | null
}

/** CodeMirror in the page's own colours. Load it on demand only: it is far larger than a page. */
export default function CodeEditor(props: CodeEditorProps) {
  const { label, initial, isReadOnly, isMarkdown, onChange, goTo, start } = props
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const change = useRef(onChange)
  change.current = onChange
  const left = useRef(start)
  // Before the page is painted, so that no frame stands without the text.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text belongs to the editor once it is there
  useLayoutEffect(() => {
    if (!place.current) return
    const listener = EditorView.updateListener.of(update => {
      if (update.docChanged) change.current(update.state.doc.toString())
    })
    const parts = [...extensions(label, isReadOnly, isMarkdown), listener]
    const from = left.current
    left.current = null
    const editor = new EditorView({
      parent: place.current,
      ...(from ? leftAt(from, parts) : { state: EditorState.create({ doc: initial, extensions: parts }) }),
    })
    view.current = editor
    if (from?.hasFocus) editor.focus()
    // So that the keyboard can scroll a text that may not be edited.
    editor.scrollDOM.tabIndex = 0
    return () => editor.destroy()
  }, [label, isReadOnly, isMarkdown])
  useEffect(() => {
    const editor = view.current
    if (!editor || !goTo) return
    const line = editor.state.doc.line(Math.min(Math.max(1, goTo.line), editor.state.doc.lines))
    editor.dispatch({
      selection: { anchor: line.from, head: line.to },
      effects: EditorView.scrollIntoView(line.from, { y: 'center' }),
    })
    editor.focus()
  }, [goTo])
  return <div ref={place} className="flex min-h-0 flex-1 flex-col" />
}

/** The state with what was typed, which can be undone, and the scrolling that brings the same line to the same place. */
function leftAt(start: EditorStart, extensions: Extension[]): EditorViewConfig {
  const { before, text, anchor, head, top } = start
  const first = EditorState.create({ doc: before, extensions })
  const changes = text === before ? [] : { from: 0, to: first.doc.length, insert: text }
  const typed = first.update({ changes, selection: { anchor, head } }).state
  if (!top) return { state: typed }
  const line = typed.doc.line(Math.min(top.line, typed.doc.lines))
  return {
    state: typed,
    scrollTo: EditorView.scrollIntoView(line.from, { y: 'start', yMargin: top.offset }),
  }
}

function extensions(label: string, isReadOnly: boolean, isMarkdown: boolean) {
  const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? ''
  return [
    EditorView.cspNonce.of(nonce),
    lineNumbers(),
    history(),
    drawSelection(),
    highlightActiveLine(),
    EditorView.lineWrapping,
    EditorState.readOnly.of(isReadOnly),
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'true' }),
    syntaxHighlighting(colours),
    syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
    // A front matter's closing line would make a heading of all the fields above it.
    ...(isMarkdown ? [markdown({ extensions: { remove: ['SetextHeading'] } })] : []),
    keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
    theme,
  ]
}

const colours = HighlightStyle.define([
  { tag: tags.heading, fontWeight: '600' },
  { tag: tags.strong, fontWeight: '600' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: [tags.link, tags.url], color: 'var(--state-running)' },
  { tag: tags.monospace, color: 'var(--accent-text)' },
  {
    tag: [tags.quote, tags.comment, tags.processingInstruction, tags.contentSeparator],
    color: 'var(--text-muted)',
  },
])

// The plain field in plain-editor.tsx has the same measures.
const theme = EditorView.theme({
  '&': { flex: '1', minHeight: '0', backgroundColor: 'transparent', color: 'var(--text)', fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '20px', overflow: 'auto' },
  '.cm-content': { padding: '12px 0', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 16px 0 8px' },
  '.cm-gutters': {
    backgroundColor: 'transparent',
    color: 'var(--text-faint)',
    border: 'none',
    paddingLeft: '8px',
  },
  '.cm-activeLine': { backgroundColor: 'color-mix(in oklab, var(--surface-hover) 60%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in oklab, var(--accent) 26%, transparent) !important',
  },
})
