'use client'

import { useState } from 'react'
import type { ContextPiece } from '../../lib/runs/context-schema'
import { formatCount, formatPlural } from '../../lib/shared/format'
import { useMoney } from '../common/money'
import { kindLooks } from './piece-kinds'

const shownAtFirst = 20

interface ContextListProps {
  pieces: readonly ContextPiece[]
  chosen: string | null
  onChoose: (piece: ContextPiece) => void
  scripted: boolean
}

/** Every piece, that which has cost most by being sent again first. */
export function ContextList({ pieces, chosen, onChoose, scripted }: ContextListProps) {
  const [all, setAll] = useState(false)
  const sorted = pieces.toSorted((a, b) => wasteOf(b) - wasteOf(a))
  const shown = all ? sorted : sorted.slice(0, shownAtFirst)
  return (
    <>
      <table className="tabular w-full table-fixed">
        <thead>
          <tr className="h-7 text-left text-meta text-muted">
            <th className="font-medium">Piece</th>
            <th className="w-14 text-right font-medium">Now</th>
            <th className="w-14 text-right font-medium">Sent</th>
            <th className="w-18 text-right font-medium">Cost</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(piece => (
            <Row
              key={piece.key}
              piece={piece}
              chosen={chosen === piece.key}
              onChoose={() => onChoose(piece)}
              scripted={scripted}
            />
          ))}
        </tbody>
      </table>
      {sorted.length > shownAtFirst ? (
        <button
          type="button"
          onClick={() => setAll(!all)}
          className="mt-1 min-h-7 rounded-control px-1.5 text-meta text-muted hover:bg-hover hover:text-ink max-md:min-h-9"
        >
          {all ? 'Show the dearest only' : `Show all ${formatPlural(sorted.length, 'piece')}`}
        </button>
      ) : null}
    </>
  )
}

function wasteOf({ resentMicros, sentTokens, tokens }: ContextPiece): number {
  return resentMicros ?? sentTokens - tokens
}

interface RowProps {
  piece: ContextPiece
  chosen: boolean
  onChoose: () => void
  scripted: boolean
}

function Row({ piece, chosen, onChoose, scripted }: RowProps) {
  const money = useMoney()
  const { label, kind, tokens, sends, micros, resentMicros } = piece
  const cost = scripted ? '–' : micros === null ? '' : money(micros / 1e6)
  const again =
    resentMicros === null || scripted ? '' : `${money(resentMicros / 1e6)} of it for sending it again`
  return (
    <tr data-selected={chosen} className="hover:bg-hover data-[selected=true]:bg-selected">
      <td className="p-0">
        <button
          type="button"
          aria-pressed={chosen}
          onClick={onChoose}
          title={`${kindLooks[kind].label}: ${label}`}
          className="flex min-h-7 w-full items-center gap-2 rounded-sm text-left max-md:min-h-10"
        >
          <span aria-hidden className={`size-2 shrink-0 rounded-[2px] ${kindLooks[kind].dot}`} />
          <span className="sr-only">{kindLooks[kind].label}: </span>
          <span className="truncate">{label}</span>
        </button>
      </td>
      <td className="text-right text-muted">{tokens === 0 ? '–' : formatCount(tokens)}</td>
      <td className="text-right text-muted">{formatCount(sends)}×</td>
      <td className="text-right" title={again}>
        {cost}
      </td>
    </tr>
  )
}
