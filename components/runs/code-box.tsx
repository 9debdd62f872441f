'use client'

import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { formatPlural } from '../../lib/shared/format'
import { IconButton } from '../ui/icon-button'
import { AnsiText } from './ansi-text'

interface CodeProps {
  text: string
  label: string
  strong?: boolean
}

/** Output as it was printed, in a box that scrolls. */
export function Code({ text, label, strong = false }: CodeProps) {
  const lines = text.split('\n').length
  return (
    <div className="group/code relative border-b last:border-b-0">
      <section
        tabIndex={lines > 18 ? 0 : -1}
        aria-label={label}
        className={`scroll-quiet max-h-90 overflow-auto px-3 py-2 font-mono text-meta leading-[18px] ${strong ? 'text-ink' : 'text-muted'}`}
      >
        <AnsiText text={text} />
      </section>
      <span className="absolute top-1 right-1 rounded-control bg-sunken opacity-0 focus-within:opacity-100 group-hover/code:opacity-100">
        <CopyButton text={text} label={label} />
      </span>
      {lines > 18 ? (
        <p className="tabular border-t px-3 py-1 text-faint text-micro">{formatPlural(lines, 'line')}</p>
      ) : null}
    </div>
  )
}

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false)
  return (
    <IconButton
      label={copied ? 'Copied' : `Copy ${label}`}
      onClick={() => {
        void navigator.clipboard.writeText(text).then(() => {
          setCopied(true)
          setTimeout(() => setCopied(false), 1500)
        })
      }}
    >
      {copied ? (
        <Check size={14} strokeWidth={1.5} aria-hidden />
      ) : (
        <Copy size={14} strokeWidth={1.5} aria-hidden />
      )}
    </IconButton>
  )
}
