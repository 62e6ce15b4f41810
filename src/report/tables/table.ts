import type { Cell } from '../csv'

/** Named columns and their rows, full precision. */
export type Table = { readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
