import type { MarketHistory, MarketPoint, PortfolioHistory, PortfolioPoint } from './schema/history'

/** Rows by time, the newest `capacity` of them; columns of doubles inside, null outside where a value is not known. */
type Ring<Name extends string> = {
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
 * every time. @internal exported for its test.
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

const marketColumns = ['spot', 'regime', 'forecast', 'low', 'high', 'realized'] as const

const portfolioColumns = [
  ...(['position', 'centre', 'lower', 'upper', 'halfWidth', 'regime'] as const),
  ...(['interval', 'traded', 'equity'] as const),
]

export type HistoryOptions = {
  /** Rows kept of each instrument and of each portfolio (default 1,440). */
  readonly capacity?: number
  /**
   * Of an instrument's rows, microseconds (default 10 s): of several within one step the last stays. Decisions are all
   * kept.
   */
  readonly spacing?: number
}

/** The rows of the charts: the last ones of every instrument and portfolio, in memory. */
export type ChartHistory = {
  /** Adds a state of the market; false where a later one is there already. */
  readonly market: (instrument: string, point: MarketPoint) => boolean
  /** Adds a decision, new or read back from the ledger, oldest first. */
  readonly portfolio: (id: string, point: PortfolioPoint) => boolean
  readonly marketHistory: (instrument: string) => MarketHistory | undefined
  readonly portfolioHistory: (id: string) => PortfolioHistory | undefined
}

const pick = <Name extends string>(rings: Map<string, Ring<Name>>, id: string, start: () => Ring<Name>): Ring<Name> => {
  const ring = rings.get(id) ?? start()
  rings.set(id, ring)
  return ring
}

/** Starts an empty history; beyond its capacity it drops the oldest rows. */
export const startHistory = ({ capacity = 1_440, spacing = 10_000_000 }: HistoryOptions = {}): ChartHistory => {
  const markets = new Map<string, Ring<(typeof marketColumns)[number]>>()
  const portfolios = new Map<string, Ring<(typeof portfolioColumns)[number]>>()
  return {
    market: (instrument, point) =>
      pick(markets, instrument, () => startRing(marketColumns, capacity, spacing)).push(point.at, point),
    portfolio: (id, point) =>
      pick(portfolios, id, () => startRing(portfolioColumns, capacity, 0)).push(point.at, point),
    marketHistory(instrument) {
      const ring = markets.get(instrument)
      return ring && { instrument, ...ring.columns() }
    },
    portfolioHistory(id) {
      const ring = portfolios.get(id)
      return ring && { portfolio: id, ...ring.columns() }
    },
  }
}
