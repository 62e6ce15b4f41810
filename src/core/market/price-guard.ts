import { SECOND, type Timestamp } from './event'

const window = 100
/** Fewer accepted prices leave the median at that of the prices that the guard started with. */
const fewest = 64
const factor = 10
/** Prices of a run lie within this factor of one another, row by row. */
const agreement = 1.5

/** When a run of prices far from the market is a market of its own. */
export type LevelRule = {
  /** Fewest rows that agree; each row that agrees with neither level takes one off. */
  readonly rows: number
  /** Least time from the first to the last of them, microseconds. */
  readonly lasting: number
}

/** Twenty rows in a row over at least a minute: longer than a burst of bad ticks, and more than a few illiquid ones. */
export const newLevel: LevelRule = { rows: 20, lasting: 60 * SECOND }
/** At the first and the last rows of a file, where no more rows can come that agree. */
export const edgeLevel: LevelRule = { rows: 5, lasting: 60 * SECOND }

/**
 * What becomes of a row's price:
 * - `fits`: it is near the market. Rows held before it are refused.
 * - `begins`: it is far, and begins a run. Rows held before it are refused, it is held.
 * - `held`: it agrees with the run before it.
 * - `spans`: one end is near the market, the other far: a bad price, or a bar in which the level changed.
 * - `refused`: it agrees with nothing.
 * - `level`: with it the run is the market: the rows held and this one are sound, and a gap goes before the first.
 */
export type PriceVerdict = 'fits' | 'begins' | 'held' | 'spans' | 'refused' | 'level'

export type LevelChange = { readonly from: number; readonly to: number }

/** Judges prices against the recent ones of the same instrument. */
export type PriceGuard = {
  /** True while there are too few prices to judge by. */
  readonly isLearning: () => boolean
  /** Judges a row by its least, greatest and representative price and its time. */
  readonly judge: (low: number, high: number, mid: number, time: Timestamp) => PriceVerdict
  /** Takes an accepted row's representative price into the median. */
  readonly accept: (mid: number) => void
  /** Where the run is a level by this rule it is the market from then on: true; else false, and the run goes on. */
  readonly settle: (rule: LevelRule) => boolean
  /** Ends the run; its rows are refused. */
  readonly forget: () => void
  /** The last change of level: the last accepted price before it and the first one after it. */
  readonly change: () => LevelChange | undefined
}

const medianOf = (sorted: Float64Array, length: number): number =>
  length % 2 ? sorted[(length - 1) / 2] : (sorted[length / 2 - 1] + sorted[length / 2]) / 2

/** The median of prices; undefined for none. */
export const medianPrice = (prices: readonly number[]): number | undefined =>
  prices.length === 0 ? undefined : medianOf(Float64Array.from(prices).sort(), prices.length)

const near = (low: number, high: number, price: number): boolean => low * factor >= price && high <= price * factor

/** Whether two ranges overlap once each is widened by the factor of agreement. */
const agrees = (low: number, high: number, otherLow: number, otherHigh: number): boolean =>
  low <= otherHigh * agreement && high * agreement >= otherLow

/**
 * The prices to start a guard with: the first run among the first rows that is a level by itself, so that a level that
 * ends soon is not judged by the one after it; all of them where there is none.
 */
export const firstPrices = (mids: readonly number[], times: readonly Timestamp[]): readonly number[] => {
  for (let from = 0, to = 1; from < mids.length; from = to++) {
    while (to < mids.length && agrees(mids[to], mids[to], mids[to - 1], mids[to - 1])) to++
    if (to - from >= edgeLevel.rows && times[to - 1] - times[from] >= edgeLevel.lasting) return mids.slice(from, to)
  }
  return mids
}

/**
 * Starts a guard against rows with a misplaced decimal point or a stray digit, which lie beyond a factor of ten of the
 * median of the last hundred accepted prices and of the last one. A market that moves far does so over many rows, so
 * that the last accepted price stays near; one that jumps (a split, a redenomination, a crash) stays where it went, so
 * that the refused rows agree: a run of them is the new level by `rule`. A price near the old level ends a run. The
 * first rows are judged against the median of `first`.
 */
export const startPriceGuard = (first: readonly number[], rule: LevelRule = newLevel): PriceGuard => {
  const recent = new Float64Array(window)
  const sorted = new Float64Array(window)
  let [count, renewed] = [0, 0]
  let median = medianPrice(first)
  let last = median

  /** The median at the last accepted price: most rows lie near that price, and need none. */
  const renewedMedian = (): number | undefined => {
    if (count >= fewest && count !== renewed) {
      const length = Math.min(count, window)
      sorted.set(recent)
      median = medianOf(sorted.subarray(0, length).sort(), length)
      renewed = count
    }
    return median
  }

  let change: LevelChange | undefined
  let votes = 0
  let mids: number[] = []
  let [runLow, runHigh, since, until] = [0, 0, 0, 0]

  const endRun = (): void => {
    votes = 0
    mids = []
  }

  const isLevel = ({ rows, lasting }: LevelRule): boolean => votes >= rows && until - since >= lasting

  const takeLevel = (): void => {
    change = { from: last!, to: mids[0] }
    median = medianPrice(mids)
    last = mids[0]
    count = renewed = 0
    endRun()
  }

  const extend = (low: number, high: number, mid: number): void => {
    ;[runLow, runHigh] = [low, high]
    votes++
    if (mids.length < window) mids.push(mid)
  }

  const judgeFar = (low: number, high: number, mid: number, time: Timestamp): PriceVerdict => {
    // One end near the market, the other far: an order far away, or a bar with one bad price; no level of its own.
    if (high * factor >= median! && low <= median! * factor) return 'spans'
    if (votes > 0 && agrees(low, high, runLow, runHigh)) {
      extend(low, high, mid)
      until = time
      if (!isLevel(rule)) return 'held'
      takeLevel()
      return 'level'
    }
    if (votes > 1) {
      votes--
      return 'refused'
    }
    endRun()
    extend(low, high, mid)
    since = until = time
    return 'begins'
  }

  return {
    isLearning: () => median === undefined,
    judge: (low, high, mid, time) => {
      if (median === undefined || near(low, high, last!) || near(low, high, renewedMedian()!)) {
        if (votes > 0) endRun()
        return 'fits'
      }
      return judgeFar(low, high, mid, time)
    },
    accept: (price) => {
      recent[count++ % window] = price
      last = price
    },
    settle: (by) => {
      if (votes === 0 || !isLevel(by)) return false
      takeLevel()
      return true
    },
    forget: endRun,
    change: () => change,
  }
}
