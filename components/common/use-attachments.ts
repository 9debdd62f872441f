'use client'

import { useCallback, useRef, useState } from 'react'
import type { AttachedFile } from '../../lib/files/schema'
import { uploadFile } from '../../lib/tasks/choices'

export interface Attachment {
  id: number
  path: string
  size: number
  /** Part of 1 that has been sent. */
  progress: number
  hash?: string
  mediaType?: AttachedFile['mediaType']
  problem?: string
}

/** Files that go with a task, after those that are there. Their bytes travel as soon as they are dropped. */
export function useAttachments(there: readonly AttachedFile[] = []) {
  const [attachments, setAttachments] = useState<Attachment[]>(() =>
    there.map((file, index) => ({ ...file, id: -1 - index, progress: 1 })),
  )
  const lastId = useRef(0)
  const change = useCallback((id: number, part: Partial<Attachment>) => {
    setAttachments(all => all.map(each => (each.id === id ? { ...each, ...part } : each)))
  }, [])
  const add = useCallback(
    (files: Iterable<File>) => {
      for (const file of files) {
        lastId.current += 1
        const id = lastId.current
        setAttachments(all => [...all, { id, path: safePath(file.name), size: file.size, progress: 0 }])
        uploadFile(file, progress => change(id, { progress })).then(
          ({ hash }) => change(id, { hash, progress: 1 }),
          (error: Error) => change(id, { problem: error.message }),
        )
      }
    },
    [change],
  )
  const remove = useCallback((id: number) => setAttachments(all => all.filter(each => each.id !== id)), [])
  const clear = useCallback(() => setAttachments([]), [])
  return { attachments, add, remove, clear }
}

function safePath(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
  return name.replace(/[\u0000-\u001f\u007f\\/]/g, '_') || 'file'
}
