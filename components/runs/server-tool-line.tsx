import { Plug } from 'lucide-react'

/** Which tool of which tool server. */
export function ServerToolLine({ of: { server, tool } }: { of: { server: string; tool: string } }) {
  return (
    <p className="flex min-w-0 items-center gap-2">
      <Plug size={14} strokeWidth={1.5} aria-hidden className="shrink-0 text-muted" />
      <span className="min-w-0 break-all">
        <span className="font-mono text-meta">{tool}</span> <span className="text-muted">on</span>{' '}
        <span className="font-medium">{server}</span>
      </span>
    </p>
  )
}
