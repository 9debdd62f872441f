'use client'

import { FileText, Plus, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { isSafePath } from '../../lib/files/rules'
import { IconButton } from '../ui/icon-button'
import { Input } from '../ui/input'

interface FileListProps {
  paths: readonly string[]
  changed: readonly string[]
  selected: string
  isReadOnly: boolean
  onSelect: (path: string) => void
  onAdd: (path: string) => void
  onRemove: (path: string) => void
}

/** The files of a skill; the SKILL.md first. A dot marks what is not saved. */
export function FileList(props: FileListProps) {
  const { paths, changed, selected, isReadOnly, onSelect, onAdd, onRemove } = props
  return (
    <nav
      aria-label="Files"
      className="scroll-quiet flex w-52 shrink-0 flex-col gap-px overflow-auto border-r p-2 max-md:w-full max-md:overflow-visible max-md:border-r-0 max-md:border-b"
    >
      {paths.map(path => (
        <div key={path} className="group relative flex items-center">
          <button
            type="button"
            aria-current={path === selected ? 'true' : undefined}
            onClick={() => onSelect(path)}
            title={path}
            className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-control px-2 text-left text-muted hover:bg-hover hover:text-ink aria-[current]:bg-selected aria-[current]:text-ink max-md:h-11"
          >
            <FileText size={14} strokeWidth={1.5} aria-hidden className="shrink-0" />
            <span className="min-w-0 flex-1 truncate">{path}</span>
            {changed.includes(path) ? <Unsaved /> : null}
          </button>
          {isReadOnly || /^skill\.md$/i.test(path) ? null : (
            <IconButton
              label={`Remove ${path}`}
              onClick={() => onRemove(path)}
              className="absolute right-0.5 bg-surface opacity-0 focus-visible:opacity-100 group-hover:opacity-100"
            >
              <Trash2 size={14} strokeWidth={1.5} aria-hidden />
            </IconButton>
          )}
        </div>
      ))}
      {isReadOnly ? null : <AddFile paths={paths} onAdd={onAdd} />}
    </nav>
  )
}

function Unsaved() {
  return (
    <span className="size-1.5 shrink-0 rounded-full bg-waiting">
      <span className="sr-only">Not saved</span>
    </span>
  )
}

function AddFile({ paths, onAdd }: { paths: readonly string[]; onAdd: (path: string) => void }) {
  const [path, setPath] = useState<string | null>(null)
  const problem = path ? problemOf(path.trim(), paths) : null
  function submit(event: FormEvent) {
    event.preventDefault()
    if (!path || problem) return
    onAdd(path.trim())
    setPath(null)
  }
  if (path === null) {
    return (
      <button
        type="button"
        onClick={() => setPath('references/')}
        className="flex h-8 items-center gap-2 rounded-control px-2 text-muted hover:bg-hover hover:text-ink max-md:h-11"
      >
        <Plus size={14} strokeWidth={1.5} aria-hidden /> Add a file
      </button>
    )
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-1 pt-1">
      <Input
        autoFocus
        aria-label="Path of the new file"
        aria-invalid={problem ? true : undefined}
        value={path}
        onChange={event => setPath(event.target.value)}
        onKeyDown={event => event.key === 'Escape' && setPath(null)}
      />
      <p className="px-1 text-meta text-muted">{problem ?? 'Enter adds it, Escape leaves it.'}</p>
    </form>
  )
}

function problemOf(path: string, paths: readonly string[]): string | null {
  if (!isSafePath(path)) return 'Write a path such as references/terms.md.'
  return paths.some(other => other.toLowerCase() === path.toLowerCase())
    ? 'There is such a file already.'
    : null
}
