/** An agent's initial in a small square. The name stands beside it or is its label. */
export function AgentGlyph({ name, label = false }: { name: string; label?: boolean }) {
  return (
    <span
      {...(label ? { role: 'img', 'aria-label': `Agent ${name}`, title: name } : { 'aria-hidden': true })}
      className="inline-flex size-4 shrink-0 items-center justify-center rounded-sm bg-selected font-semibold text-[9px] text-ink"
    >
      {name.slice(0, 1).toUpperCase()}
    </span>
  )
}
