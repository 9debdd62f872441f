'use client'

import { Paperclip } from 'lucide-react'
import { useRef } from 'react'
import { IconButton } from '../ui/icon-button'

/** Chooses files to go with the work. */
export function AttachButton({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        tabIndex={-1}
        aria-label="Files for the task"
        className="sr-only"
        onChange={event => {
          onFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <IconButton label="Attach files" onClick={() => input.current?.click()}>
        <Paperclip size={16} strokeWidth={1.5} aria-hidden />
      </IconButton>
    </>
  )
}
