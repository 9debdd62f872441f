'use client'

import { useInBrowser } from '../common/use-now'

/** The next moments, in the reader's own time. */
export function NextFires({ next }: { next: readonly string[] }) {
  const [first, ...rest] = next
  if (!first) return <p>Does not start again.</p>
  return (
    <p>
      Next: <Moment at={first} />
      {rest.length > 0 ? (
        <span className="text-meta">
          , then{' '}
          {rest.slice(0, 3).map((at, index) => (
            <span key={at}>
              {index > 0 ? ' · ' : ''}
              <Moment at={at} />
            </span>
          ))}
        </span>
      ) : null}
    </p>
  )
}

/** A moment in the reader's own time. */
export function Moment({ at }: { at: string }) {
  const inBrowser = useInBrowser()
  const words = inBrowser
    ? new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
    : at
  return (
    <time dateTime={at} className="tabular">
      {words}
    </time>
  )
}
