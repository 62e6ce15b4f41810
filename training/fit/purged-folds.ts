/** Rows, rising, that are learned from and those that are held out. */
export type Fold = { readonly train: Int32Array; readonly held: Int32Array }

/**
 * Splits rows in time order into `count` blocks and holds out each in turn, less every training row within `reach` rows
 * of the block: their targets or their features overlap with those held out (López de Prado, Advances in Financial
 * Machine Learning, 2018, chapter 7).
 */
export const purgedFolds = (rows: number, count: number, reach: number): Fold[] =>
  Array.from({ length: count }, (_, fold) => {
    const from = Math.floor((fold * rows) / count)
    const to = Math.floor(((fold + 1) * rows) / count)
    const all = Int32Array.from({ length: rows }, (_, row) => row)
    return { train: all.filter((row) => row < from - reach || row >= to + reach), held: all.slice(from, to) }
  })
