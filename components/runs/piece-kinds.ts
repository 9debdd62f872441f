import type { ContextPiece } from '../../lib/runs/context-schema'

type Kind = ContextPiece['kind']

/** How each kind of piece is called and coloured, in the order of a request. */
export const kindLooks: Record<Kind, { label: string; dot: string; tile: string }> = {
  tools: { label: 'Tools', dot: 'bg-token-fresh', tile: 'bg-token-fresh/25' },
  instructions: { label: 'Instructions', dot: 'bg-idle', tile: 'bg-idle/20' },
  skills: { label: 'Skills', dot: 'bg-token-reasoning', tile: 'bg-token-reasoning/25' },
  messages: { label: 'Messages', dot: 'bg-running', tile: 'bg-running/20' },
  notes: { label: 'Notes', dot: 'bg-succeeded', tile: 'bg-succeeded/20' },
  answers: { label: 'Answers', dot: 'bg-token-output', tile: 'bg-token-output/25' },
  files: { label: 'Files', dot: 'bg-token-cache-read', tile: 'bg-token-cache-read/25' },
  results: { label: 'Tool results', dot: 'bg-token-cache-write', tile: 'bg-token-cache-write/20' },
  beside: { label: 'Beside', dot: 'bg-strong', tile: 'bg-selected' },
}
