/** Rows by time, the newest `capacity` of them; columns of doubles inside, null outside where a value is not known. */
export type Ring<Name extends string> = {
  /**
   * False where the row is older than the last one, which changes nothing; a row within the same `spacing` replaces it.
   */
  readonly push: (at: number, row: { readonly [N in Name]?: number | undefined }) => boolean
  readonly columns: () => { readonly at: readonly number[] } & Readonly<Record<Name, readonly (number | null)[]>>
  readonly size: () => number
}

const firstRows = 64

/**
 * Starts an empty ring. Memory grows with the rows, up to `capacity`; `spacing` is in the unit of the times, 0 keeps
 * every time.
 */
export const startRing = <Name extends string>(
  names: readonly Name[],
  capacity: number,
  spacing: number,
): Ring<Name> => {
  let rows = Math.min(firstRows, capacity)
  let times = new Float64Array(rows)
  let values = names.map(() => new Float64Array(rows))
  let start = 0
  let size = 0

  const place = (row: number): number => (start + row) % rows
  const ordered = (column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
    const copy = new Float64Array(Math.min(rows * 2, capacity))
    for (let row = 0; row < size; row++) copy[row] = column[place(row)]
    return copy
  }
  const grow = (): void => {
    times = ordered(times)
    values = values.map(ordered)
    start = 0
    rows = times.length
  }
  const isSameStep = (at: number, last: number): boolean =>
    at === last || (spacing > 0 && Math.floor(at / spacing) === Math.floor(last / spacing))
  const take = (): number => {
    if (size === rows && rows < capacity) grow()
    if (size < rows) size++
    else start = (start + 1) % rows
    return place(size - 1)
  }

  return {
    push(at, row) {
      const last = size === 0 ? -Infinity : times[place(size - 1)]
      if (at < last) return false
      const target = isSameStep(at, last) ? place(size - 1) : take()
      times[target] = at
      for (const [column, name] of names.entries()) values[column][target] = row[name] ?? NaN
      return true
    },
    columns() {
      const at = Array.from({ length: size }, (_, row) => times[place(row)])
      const entries = names.map((name, column) => [
        name,
        Array.from({ length: size }, (_, row) => {
          const value = values[column][place(row)]
          return Number.isFinite(value) ? value : null
        }),
      ])
      return { at, ...(Object.fromEntries(entries) as Record<Name, readonly (number | null)[]>) }
    },
    size: () => size,
  }
}
