import { classNames } from './class-names'

/** Stands where content will be, on the first visit only. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span aria-hidden className={classNames('block animate-pulse-slow rounded-sm bg-hover', className)} />
  )
}

/** Rows that will be a list. */
export function SkeletonRows({ rows = 6, label }: { rows?: number; label: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col">
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
        <div key={index} className="flex h-9 items-center gap-3 border-b px-3">
          <Skeleton className="size-3 rounded-full" />
          <Skeleton className={index % 3 === 0 ? 'h-3 w-2/5' : index % 3 === 1 ? 'h-3 w-3/5' : 'h-3 w-1/2'} />
          <Skeleton className="ml-auto h-3 w-16" />
        </div>
      ))}
    </div>
  )
}
