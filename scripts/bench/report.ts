/** The table that a person reads and the file that a program compares. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Figure, figures, judge, type Measurement } from './figures'
import { digits } from './statistics'

const headings = ['figure', 'must', 'aim', 'measured', 'verdict', 'OpenClaw 2026.9.6', 'pi 0.73']

/** The machine in one line, since every figure depends on it. */
export function machineLine(): string {
  const cores = os.availableParallelism()
  const load = os.loadavg()[0] ?? 0
  const memory = Math.round(os.totalmem() / 1024 ** 3)
  return `${cores} cores, ${memory} GB, load ${load.toFixed(1)} at the start, Node ${process.versions.node}, ${os.platform()} ${os.arch()}`
}

/** One figure in one line: its value and how it stands, or why there is none. */
export function renderLine({ figure: name, value, detail }: Measurement): string {
  const figure: Figure = figures[name]
  const verdict = judge(figure, value)
  const outcome = value === null ? `${verdict}: ${detail}` : `${withUnit(value, figure)} (${verdict})`
  return `  ${figure.label}: ${outcome}`
}

/** The table as text, with what stands behind each figure below it. */
export function renderTable(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ figure: name, value }) => {
    const figure: Figure = figures[name]
    const sign = figure.isFloor ? '≥' : '≤'
    const bound = (limit: number) => `${sign} ${withUnit(limit, figure)}`
    const measured = value === null ? 'not measured' : withUnit(value, figure)
    const verdict = judge(figure, value)
    return [
      figure.label,
      bound(figure.must),
      bound(figure.aim),
      measured,
      verdict,
      figure.openclaw || '–',
      figure.pi || '–',
    ]
  })
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map(row => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const rule = `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`
  const details = measurements.map(({ figure, detail }) => `${figures[figure].label}: ${detail}`)
  return [line(headings), rule, ...rows.map(line), '', ...details].join('\n')
}

function withUnit(value: number, { unit }: Figure): string {
  return unit ? `${digits(value)} ${unit}` : digits(value)
}

/** Writes `build/bench.json` and returns its path. */
export function writeReport(root: string, machine: string, measurements: readonly Measurement[]): string {
  const file = path.join(root, 'build', 'bench.json')
  const rows = measurements.map(one => {
    const figure: Figure = figures[one.figure]
    return { ...one, must: figure.must, aim: figure.aim, verdict: judge(figure, one.value) }
  })
  const report = { at: new Date().toISOString(), machine, figures: rows }
  fs.writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
  return file
}
