'use client'

import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../ui/button'

/** A value to be copied: shown whole, selected by a click. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const [copied, setCopied] = useState(false)
  async function copy() {
    await navigator.clipboard.writeText(value).catch(() => undefined)
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }
  return (
    <div className="flex items-start gap-2">
      <output
        aria-label={label}
        className="min-w-0 flex-1 select-all break-all rounded-control border bg-sunken px-2.5 py-1.5 font-mono text-meta"
      >
        {value}
      </output>
      <Button onClick={() => void copy()}>
        {copied ? (
          <Check size={14} strokeWidth={1.5} aria-hidden />
        ) : (
          <Copy size={14} strokeWidth={1.5} aria-hidden />
        )}
        <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
      </Button>
    </div>
  )
}
