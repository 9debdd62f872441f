'use client'

import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy'
import { useMemo } from 'react'
import type { ContextPiece } from '../../lib/runs/context-schema'
import type { Money } from '../../lib/shared/currency'
import { formatCount } from '../../lib/shared/format'
import { useMoney } from '../common/money'
import { classNames } from '../ui/class-names'
import { kindLooks } from './piece-kinds'

interface ContextMapProps {
  pieces: readonly ContextPiece[]
  chosen: string | null
  onChoose: (piece: ContextPiece) => void
}

interface Node {
  piece?: ContextPiece
  children?: Node[]
}

/** The proportion in which the tiles are laid out; their places are parts of it. */
const layout = { width: 420, height: 250 }

/** The window at one call: each piece as large as its tokens, those of a kind side by side. The list says the same. */
export function ContextMap({ pieces, chosen, onChoose }: ContextMapProps) {
  const money = useMoney()
  const tiles = useMemo(() => tilesOf(pieces), [pieces])
  return (
    <section
      aria-label="Pieces of the context by size"
      className="relative w-full overflow-hidden rounded-control bg-sunken max-md:hidden"
      style={{ aspectRatio: `${layout.width} / ${layout.height}` }}
    >
      {tiles.map(({ piece, x, y, width, height }) => {
        const { tile, label } = kindLooks[piece.kind]
        const words = `${label}: ${piece.label}, ${formatCount(piece.tokens)} tokens${priceWords(piece, money)}`
        return (
          <button
            key={piece.key}
            type="button"
            aria-pressed={chosen === piece.key}
            title={words}
            onClick={() => onChoose(piece)}
            className={classNames(
              'absolute overflow-hidden rounded-[3px] px-1 text-left text-micro leading-4 transition-[filter] duration-150 hover:brightness-95 focus-visible:-outline-offset-2 dark:hover:brightness-125',
              tile,
              chosen === piece.key && 'outline-2 outline-accent -outline-offset-2',
            )}
            style={{
              left: percent(x, layout.width),
              top: percent(y, layout.height),
              width: percent(width, layout.width),
              height: percent(height, layout.height),
            }}
          >
            <span className="sr-only">{words}</span>
            {width > 44 && height > 17 ? (
              <span aria-hidden className="block truncate text-ink">
                {piece.label}
              </span>
            ) : null}
            {width > 44 && height > 34 ? (
              <span aria-hidden className="tabular block truncate text-ink/75">
                {formatCount(piece.tokens)}
              </span>
            ) : null}
          </button>
        )
      })}
    </section>
  )
}

function priceWords({ micros }: ContextPiece, money: Money): string {
  return micros === null ? '' : `, ${money(micros / 1e6)} so far`
}

function percent(part: number, whole: number): string {
  return `${(part / whole) * 100}%`
}

interface Tile {
  piece: ContextPiece
  x: number
  y: number
  width: number
  height: number
}

function tilesOf(pieces: readonly ContextPiece[]): Tile[] {
  const kinds = Object.keys(kindLooks)
  const groups = kinds.map(kind => ({
    children: pieces.filter(piece => piece.kind === kind && piece.tokens > 0).map(piece => ({ piece })),
  }))
  const root = hierarchy<Node>({ children: groups.filter(group => group.children.length > 0) })
    .sum(node => node.piece?.tokens ?? 0)
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0))
  const laid = treemap<Node>()
    .tile(treemapSquarify)
    .size([layout.width, layout.height])
    .paddingInner(1)
    .round(false)(root)
  return laid
    .leaves()
    .flatMap(({ data, x0, x1, y0, y1 }) =>
      data.piece ? [{ piece: data.piece, x: x0, y: y0, width: x1 - x0, height: y1 - y0 }] : [],
    )
}
