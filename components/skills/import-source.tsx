'use client'

import { FolderOpen, Upload } from 'lucide-react'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { Button } from '../ui/button'
import { classNames } from '../ui/class-names'
import { Field } from '../ui/field'
import { Textarea } from '../ui/textarea'
import { type CollectedUpload, collectDrop, collectFiles, collectText } from './collect-upload'

interface ImportSourceProps {
  problem: string | null
  isBusy: boolean
  onCollect: (collected: CollectedUpload) => void
}

const icon = { size: 14, strokeWidth: 1.5, 'aria-hidden': true } as const

/** First step of an import: a folder, a zip or the text of a SKILL.md. */
export function ImportSource({ problem, isBusy, onCollect }: ImportSourceProps) {
  const [text, setText] = useState('')
  const folder = useRef<HTMLInputElement>(null)
  const zip = useRef<HTMLInputElement>(null)
  return (
    <div className="flex flex-col gap-4 p-4">
      <DropZone onCollect={onCollect}>
        <p>Drop a folder or a zip here</p>
        <p className="text-muted">One skill or a whole collection; every SKILL.md in it is found.</p>
        <span className="mt-2 flex gap-2">
          <Button disabled={isBusy} onClick={() => folder.current?.click()}>
            <FolderOpen {...icon} /> Choose a folder
          </Button>
          <Button disabled={isBusy} onClick={() => zip.current?.click()}>
            <Upload {...icon} /> Choose a zip
          </Button>
        </span>
        <input
          ref={folder}
          type="file"
          hidden
          aria-label="Folder of skills"
          {...{ webkitdirectory: '' }}
          onChange={event => event.target.files && onCollect(collectFiles(event.target.files))}
        />
        <input
          ref={zip}
          type="file"
          hidden
          aria-label="Zip of skills"
          accept=".zip,.skill,application/zip"
          onChange={event => event.target.files && onCollect(collectFiles(event.target.files))}
        />
      </DropZone>
      <Field label="Or paste a SKILL.md">
        {control => (
          <Textarea
            {...control}
            value={text}
            onChange={event => setText(event.target.value)}
            placeholder={'---\nname: …\ndescription: …\n---'}
            className="max-h-60 min-h-24 font-mono text-meta"
          />
        )}
      </Field>
      {problem ? <Problem text={problem} /> : null}
      <div className="flex justify-end">
        <Button
          variant="primary"
          disabled={text.trim() === '' || isBusy}
          onClick={() => onCollect(collectText(text))}
        >
          Review
        </Button>
      </div>
    </div>
  )
}

function Problem({ text }: { text: string }) {
  return (
    <p role="alert" className="text-failed">
      {text}
    </p>
  )
}

function DropZone({ onCollect, children }: Pick<ImportSourceProps, 'onCollect'> & { children: ReactNode }) {
  const [isOver, setOver] = useState(false)
  function over(event: DragEvent) {
    event.preventDefault()
    setOver(true)
  }
  async function drop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    onCollect(await collectDrop(event.dataTransfer))
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop on; the buttons inside do the same
    <div
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={event => void drop(event)}
      className={classNames(
        'flex flex-col items-center gap-1 rounded-panel border border-dashed px-4 py-8 text-center transition-colors duration-150',
        isOver ? 'border-accent bg-accent-soft' : 'border-strong',
      )}
    >
      {children}
    </div>
  )
}
