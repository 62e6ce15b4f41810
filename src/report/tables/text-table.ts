import { printable } from './printable'

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
