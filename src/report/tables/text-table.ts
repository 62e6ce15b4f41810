import { createRequire } from 'node:module'
import type { DataFrame } from 'danfojs-node'
import type { Table } from '../csv'

/** Text for a terminal: control characters, line breaks too, could move the cursor and are printed as '?'. */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, '?')

/** A column of a text table: title, already formatted cells, and the side they are flush with. */
export type TextColumn = { readonly title: string; readonly cells: readonly string[]; readonly align: 'left' | 'right' }

const pad = (text: string, width: number, align: 'left' | 'right'): string =>
  align === 'left' ? text.padEnd(width) : text.padStart(width)

/** Lines of a compact table: a header, a rule, a line a row, two spaces between columns. */
export const textTable = (columns: readonly TextColumn[]): string => {
  const safe = columns.map(({ title, cells, align }) => ({
    title: printable(title),
    cells: cells.map(printable),
    align,
  }))
  const widths = safe.map(({ title, cells }) => Math.max(title.length, ...cells.map((cell) => cell.length)))
  const line = (pick: (column: TextColumn) => string) =>
    safe
      .map((column, i) => pad(pick(column), widths[i], column.align))
      .join('  ')
      .trimEnd()
  const rows = safe[0]?.cells.map((_, r) => line(({ cells }) => cells[r])) ?? []
  return [line(({ title }) => title), widths.map((width) => '─'.repeat(width)).join('  '), ...rows].join('\n')
}

/** A column of rows: its title, what a row shows in it, and its side, right where absent. */
export type RowColumn<Row> = readonly [title: string, cell: (row: Row) => string, align?: TextColumn['align']]

/** A text table with a line a row. */
export const rowsTable = <Row>(rows: readonly Row[], columns: readonly RowColumn<Row>[]): string =>
  textTable(columns.map(([title, cell, align = 'right']) => ({ title, cells: rows.map(cell), align })))

type Danfo = { readonly DataFrame: typeof DataFrame }

/** Loaded on first use: its import takes most of a second, which only reports need. */
const danfo = (): Danfo => createRequire(__filename)('danfojs-node') as Danfo

/**
 * A danfojs frame of a table; an absent cell is null. Values stay float64 as long as no frame arithmetic touches them
 * (danfojs computes in float32), so frames here are ordered and read, never computed with.
 */
export const frame = ({ columns, rows }: Table): DataFrame => {
  const { DataFrame } = danfo()
  return new DataFrame(
    rows.map((row) => row.map((cell) => cell ?? null)),
    { columns: [...columns] },
  )
}
