'use client'

import { useId, useState } from 'react'
import { formatBytes, formatPlural } from '../../lib/shared/format'
import { isFinding } from '../../lib/skills/rules'
import type { ImportPreviewItem } from '../../lib/skills/schema'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { DiagnosticList } from './diagnostic-list'
import { RemarkCounts } from './remark-counts'

interface ImportReviewProps {
  items: readonly ImportPreviewItem[]
  isBusy: boolean
  onBack: () => void
  onImport: (folders: string[], publish: boolean) => void
}

/** Second step: every skill that was found, with its remarks, its files and its text; the person chooses. */
export function ImportReview({ items, isBusy, onBack, onImport }: ImportReviewProps) {
  const usable = items.filter(item => item.isUsable && item.change !== 'unchanged')
  const [chosen, setChosen] = useState(() => new Set(usable.filter(isQuiet).map(item => item.folder)))
  const [publish, setPublish] = useState(false)
  const publishId = useId()
  const withFindings = usable.filter(item => !isQuiet(item)).length
  function toggle(folder: string, isOn: boolean) {
    const next = new Set(chosen)
    if (isOn) next.add(folder)
    else next.delete(folder)
    setChosen(next)
  }
  return (
    <div className="flex min-h-0 flex-col">
      <div className="flex items-center gap-3 px-4 py-3">
        <Checkbox
          aria-label="Choose all"
          checked={usable.length > 0 && chosen.size === usable.length}
          onChange={event => setChosen(new Set(event.target.checked ? usable.map(item => item.folder) : []))}
        />
        <p className="text-muted">
          {formatPlural(items.length, 'skill')} found
          {withFindings > 0
            ? `, ${withFindings} with findings: look before you choose them`
            : '. No findings does not prove that a skill is safe.'}
        </p>
      </div>
      <ul className="scroll-quiet max-h-[55dvh] overflow-auto border-y">
        {items.map(item => (
          <ReviewItem
            key={item.folder}
            item={item}
            isChosen={chosen.has(item.folder)}
            onToggle={isOn => toggle(item.folder, isOn)}
          />
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-2 bg-sunken px-4 py-3">
        <label htmlFor={publishId} className="mr-auto flex items-center gap-2">
          <Checkbox id={publishId} checked={publish} onChange={event => setPublish(event.target.checked)} />
          Publish those that pass the standard
        </label>
        <Button onClick={onBack}>Back</Button>
        <Button
          variant="primary"
          disabled={chosen.size === 0 || isBusy}
          onClick={() => onImport([...chosen], publish)}
        >
          {chosen.size === 0 ? 'Import' : `Import ${formatPlural(chosen.size, 'skill')}`}
        </Button>
      </div>
    </div>
  )
}

function isQuiet(item: ImportPreviewItem): boolean {
  return !item.diagnostics.some(found => isFinding(found) && found.severity === 'warning')
}

interface ReviewItemProps {
  item: ImportPreviewItem
  isChosen: boolean
  onToggle: (isOn: boolean) => void
}

function ReviewItem({ item, isChosen, onToggle }: ReviewItemProps) {
  const title = item.name ?? (item.folder || 'SKILL.md')
  const canChoose = item.isUsable && item.change !== 'unchanged'
  const count = (test: (found: ImportPreviewItem['diagnostics'][number]) => boolean) =>
    item.diagnostics.filter(test).length
  return (
    <li className="flex gap-3 border-b px-4 py-2.5 last:border-b-0 [contain-intrinsic-size:auto_60px] [content-visibility:auto]">
      <Checkbox
        className="mt-0.5"
        aria-label={`Import ${title}`}
        disabled={!canChoose}
        checked={isChosen}
        onChange={event => onToggle(event.target.checked)}
      />
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-2">
          <span className="truncate font-medium">{title}</span>
          <ChangeBadge item={item} />
          <span className="ml-auto whitespace-nowrap">
            <RemarkCounts
              errors={count(found => found.severity === 'error')}
              warnings={count(found => found.severity === 'warning' && !isFinding(found))}
              findings={count(found => found.severity === 'warning' && isFinding(found))}
            />
          </span>
        </div>
        <p className="truncate text-muted">{item.description ?? item.diagnostics[0]?.message}</p>
        <details className="mt-1">
          <summary className="text-meta text-muted hover:text-ink">
            {item.isUsable
              ? `${formatPlural(item.files.length, 'file')}, ${formatBytes(sizeOf(item))}`
              : 'Why'}
          </summary>
          <Details item={item} />
        </details>
      </div>
    </li>
  )
}

function Details({ item }: { item: ImportPreviewItem }) {
  return (
    <div className="flex flex-col gap-3 py-2">
      <DiagnosticList diagnostics={item.diagnostics} />
      {item.hash ? (
        <p className="break-all text-meta text-muted">
          {item.licence ? `Licence ${item.licence}. ` : ''}Content hash {item.hash}
        </p>
      ) : null}
      {item.files.length > 1 ? (
        <ul className="text-meta text-muted">
          {item.files.map(file => (
            <li key={file.path} className="flex gap-3">
              <span className="min-w-0 flex-1 truncate">{file.path}</span>
              <span className="tabular">{formatBytes(file.size)}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {item.body ? (
        <pre className="whitespace-pre-wrap break-words rounded-control bg-sunken p-2 font-mono text-meta">
          {item.body.trim()}
        </pre>
      ) : null}
    </div>
  )
}

function ChangeBadge({ item }: { item: ImportPreviewItem }) {
  if (!item.isUsable) return <Badge tone="failed">Cannot be used</Badge>
  if (item.change === 'update') return <Badge tone="waiting">New version</Badge>
  if (item.change === 'unchanged') return <Badge>Already here</Badge>
  return <Badge tone="running">New</Badge>
}

function sizeOf(item: ImportPreviewItem): number {
  return item.files.reduce((sum, file) => sum + file.size, 0)
}
