'use client'

import { memo, type ReactNode, useMemo, useState } from 'react'
import { type MarkdownNode, parseMarkdown } from '../../lib/shared/markdown'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'

/** The one place that turns untrusted Markdown into elements. Only known pieces become elements; HTML stays text. */
export const SafeMarkdown = memo(function SafeMarkdown({ text }: { text: string }) {
  const [address, setAddress] = useState<string | null>(null)
  const nodes = useMemo(() => parseMarkdown(text), [text])
  return (
    <>
      {render(nodes, setAddress)}
      {address ? <LinkDialog address={address} onClose={() => setAddress(null)} /> : null}
    </>
  )
})

type OpenLink = (address: string) => void

function render(nodes: readonly MarkdownNode[], open: OpenLink): ReactNode[] {
  // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no names; they only grow at the end
  return nodes.map((node, index) => <Piece key={index} node={node} open={open} />)
}

function Piece({ node, open }: { node: MarkdownNode; open: OpenLink }): ReactNode {
  switch (node.kind) {
    case 'text':
      return node.text
    case 'break':
      return <br />
    case 'rule':
      return <hr />
    case 'code':
      return <code>{node.text}</code>
    case 'block-code':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        <pre tabIndex={0}>
          <code>{node.text}</code>
        </pre>
      )
    case 'paragraph':
      return <p>{render(node.children, open)}</p>
    case 'strong':
      return <strong>{render(node.children, open)}</strong>
    case 'emphasis':
      return <em>{render(node.children, open)}</em>
    case 'deleted':
      return <del>{render(node.children, open)}</del>
    case 'quote':
      return <blockquote>{render(node.children, open)}</blockquote>
    case 'heading':
      // The page has headings of its own above these.
      return node.level <= 2 ? <h3>{render(node.children, open)}</h3> : <h4>{render(node.children, open)}</h4>
    case 'image':
      // biome-ignore lint/performance/noImgElement: the bytes come from a run's own files, which no optimiser may keep
      return <img src={node.address} alt={node.text} loading="lazy" />
    case 'link':
      return (
        <a
          href={node.address}
          rel="noopener noreferrer nofollow"
          target="_blank"
          title={node.address}
          onClick={event => {
            event.preventDefault()
            open(node.address)
          }}
        >
          {render(node.children, open)}
        </a>
      )
    case 'list':
      return <List node={node} open={open} />
    case 'table':
      return <MarkdownTable node={node} open={open} />
  }
}

function List({ node, open }: { node: Extract<MarkdownNode, { kind: 'list' }>; open: OpenLink }) {
  const items = node.items.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: as above
    <li key={index}>
      {item.checked === null ? null : (
        <span role="img" aria-label={item.checked ? 'done' : 'to do'}>
          {item.checked ? '☑ ' : '☐ '}
        </span>
      )}
      {render(item.children, open)}
    </li>
  ))
  return node.ordered ? <ol start={node.start}>{items}</ol> : <ul>{items}</ul>
}

function MarkdownTable({ node, open }: { node: Extract<MarkdownNode, { kind: 'table' }>; open: OpenLink }) {
  const [header = [], ...rows] = node.rows
  const align = (column: number) => node.align[column] ?? undefined
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section aria-label="Table" tabIndex={0} className="overflow-x-auto">
      <table>
        <thead>
          <tr>
            {header.map((cell, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              <th key={column} align={align(column)}>
                {render(cell, open)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <tr key={index}>
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <td key={column} align={align(column)}>
                  {render(cell, open)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function LinkDialog({ address, onClose }: { address: string; onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title="Open this link?">
      <div className="px-4 pt-2 pb-4">
        <p className="text-muted">It leads out of Reef. An agent wrote it, so look at the whole address.</p>
        <p className="mt-2 break-all rounded-control bg-sunken p-2 font-mono text-meta">{address}</p>
      </div>
      <div className="flex justify-end gap-2 border-t bg-sunken px-4 py-3">
        <Button onClick={onClose}>Stay here</Button>
        <Button
          variant="primary"
          onClick={() => {
            window.open(address, '_blank', 'noopener,noreferrer')
            onClose()
          }}
        >
          Open in a new tab
        </Button>
      </div>
    </Dialog>
  )
}
