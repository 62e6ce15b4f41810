/** A model as plain arithmetic: log variances by horizon for a raw row. */
export type RowModel = (row: Float64Array) => Float64Array
