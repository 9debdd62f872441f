/** The mark: a branching coral. */
export function ReefMark({ size = 20 }: { size?: number }) {
  return (
    <svg viewBox="0 0 20 20" width={size} height={size} aria-hidden="true" className="shrink-0 text-accent">
      <g fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" strokeLinejoin="round">
        <path d="M10 18V5.5" />
        <path d="M10 13.5c-3.2 0-4.8-1.6-4.8-4.6V7" />
        <path d="M10 10.5c3 0 4.6-1.5 4.6-4.3V4.5" />
        <path d="M10 2.4v.01" />
        <path d="M2.6 4.6c0 2 .9 3 2.6 3.2" strokeWidth="2" />
        <path d="M17.6 8.4c0 1.700-1 2.700-2.800 2.900" strokeWidth="2" opacity="0" />
      </g>
    </svg>
  )
}
