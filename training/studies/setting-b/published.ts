/** Reference figures of setting B, 5 batches of 20,000 paths. */
export type PublishedRow = {
  readonly price: number
  readonly sd: number
  readonly excessEs: number
  readonly cost: number
  readonly trades: number
}

export const published: Readonly<Record<string, PublishedRow>> = {
  'constant-daily': { price: 0.06822, sd: 0.021, excessEs: 0.0561, cost: 0.00104, trades: 30 },
  constant: { price: 0.06523, sd: 0.0186, excessEs: 0.0463, cost: 0.00092, trades: 136 },
  'ewma-72h': { price: 0.06515, sd: 0.0189, excessEs: 0.044, cost: 0.00093, trades: 151 },
  'true-spot': { price: 0.06553, sd: 0.0194, excessEs: 0.0449, cost: 0.00098, trades: 140 },
  truth: { price: 0.06441, sd: 0.018, excessEs: 0.0412, cost: 0.00091, trades: 141 },
}
