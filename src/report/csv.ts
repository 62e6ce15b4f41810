/** A cell of a table file; absence is an empty cell. */
export type Cell = string | number | boolean | undefined

/** Named columns and their rows, full precision. */
export type Table = { readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] }

const field = (cell: Cell): string => {
  if (cell === undefined) return ''
  const text = String(cell)
  return /[",\r\n]|^\s|\s$/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * Comma-separated text as in RFC 4180 with `\n` line ends: fields with a comma, quote, line break or outer space are
 * quoted, quotes doubled; an absent cell is empty and an empty text is `""`; numbers keep full precision.
 */
export const csv = ({ columns, rows }: Table): string =>
  [columns, ...rows].map((row) => `${row.map(field).join(',')}\n`).join('')
