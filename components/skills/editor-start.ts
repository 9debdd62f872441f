/** Where a text was left that another editor goes on with. */

export interface EditorStart {
  /** Before anything was typed. */
  before: string
  text: string
  anchor: number
  head: number
  /** The line at the top of what is in view, from 1, and where its words stand there, pixels; null at the very top. */
  top: { line: number; offset: number } | null
  hasFocus: boolean
}

/** What stands in a plain field, what is selected, and how far its box is scrolled. Rows have `data-line`. */
export function readStart(field: HTMLTextAreaElement, box: HTMLElement): EditorStart {
  const { defaultValue, value, selectionStart, selectionEnd, selectionDirection } = field
  const isBackward = selectionDirection === 'backward'
  return {
    before: defaultValue,
    text: value,
    anchor: isBackward ? selectionEnd : selectionStart,
    head: isBackward ? selectionStart : selectionEnd,
    top: topOf(box),
    hasFocus: document.activeElement === field,
  }
}

function topOf(box: HTMLElement): EditorStart['top'] {
  if (box.scrollTop === 0) return null
  const { top } = box.getBoundingClientRect()
  for (const row of box.querySelectorAll<HTMLElement>('[data-line]'))
    if (row.getBoundingClientRect().bottom > top)
      return { line: Number(row.dataset.line), offset: topOfWords(row) - top }
  return null
}

/** Editors measure letters, which are less high than their row. */
function topOfWords(row: HTMLElement): number {
  const words = document.createRange()
  words.selectNodeContents(row.firstElementChild ?? row)
  return words.getBoundingClientRect().top
}
