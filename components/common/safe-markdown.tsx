'use client'

import type { ComponentProps } from 'react'
import { defaultRehypePlugins, Streamdown } from 'streamdown'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'

type Plugins = NonNullable<ComponentProps<typeof Streamdown>['rehypePlugins']>

/** The one place that turns untrusted Markdown into elements: raw HTML is sanitised, foreign images never load. */
export function SafeMarkdown({ text, live }: { text: string; live: boolean }) {
  return (
    <Streamdown
      mode={live ? 'streaming' : 'static'}
      rehypePlugins={hardened}
      controls={false}
      lineNumbers={false}
      linkSafety={linkSafety}
    >
      {text}
    </Streamdown>
  )
}

const { raw, sanitize, harden } = defaultRehypePlugins
const hardener = Array.isArray(harden) ? harden[0] : harden

/** Order matters: parse the HTML, take out what is not known, then what points elsewhere. */
const hardened = [
  raw,
  sanitize,
  [
    hardener,
    {
      defaultOrigin: typeof window === 'undefined' ? 'http://localhost' : window.location.origin,
      allowedLinkPrefixes: ['*'],
      allowedProtocols: ['http', 'https', 'mailto'],
      allowedImagePrefixes: ['/api/v1/runs/'],
      allowDataImages: false,
    },
  ],
] as Plugins

const linkSafety: NonNullable<ComponentProps<typeof Streamdown>['linkSafety']> = {
  enabled: true,
  renderModal: ({ isOpen, onClose, onConfirm, url }) => (
    <Dialog open={isOpen} onClose={onClose} title="Open this link?">
      <div className="px-4 pt-2 pb-4">
        <p className="text-muted">It leads out of Reef. An agent wrote it, so look at the whole address.</p>
        <p className="mt-2 break-all rounded-control bg-sunken p-2 font-mono text-meta">{url}</p>
      </div>
      <div className="flex justify-end gap-2 border-t bg-sunken px-4 py-3">
        <Button onClick={onClose}>Stay here</Button>
        <Button variant="primary" onClick={onConfirm}>
          Open in a new tab
        </Button>
      </div>
    </Dialog>
  ),
}
